import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "../property.ts";
import { nativeProperties, nativeToken } from "./native-type.ts";
import type { Opened } from "./opened.ts";
import { isObject, readTemplate, type Template } from "./read-template.ts";
import { declaredResources } from "./serverless-function.ts";
import { standIn } from "./stand-in.ts";
import { templateParameters } from "./template-parameters.ts";
import { conditionHolds, type Names, resolve } from "./template-values.ts";

const NAMESPACE_TYPE = "AWS::AppSync::ChannelNamespace";

/** Transforms that add no resource of another type (CloudFormation guide, "Transform reference"). */
const PLAIN_TRANSFORMS = [
  "AWS::LanguageExtensions",
  "AWS::Serverless-2016-10-31",
  "AWS::SecretsManager-2020-07-23",
];

/** Types in a template that hold or fetch a template of their own. */
const NESTED = [
  "AWS::CloudFormation::Stack",
  "AWS::CloudFormation::StackSet",
  "AWS::Serverless::Application",
];

/**
 * The resources of a template of CloudFormation, and what in it hides further ones.
 *
 * @param body The template as text, or as the object that a text would give.
 * @param overrides What gives the template's parameters other values in some accounts and regions.
 */
export function templateResources(
  door: PolicyResource,
  body: unknown,
  overrides: readonly Property[] = [],
): Opened {
  const template = typeof body === "string" ? readTemplate(body) : body;
  if (!isObject(template)) {
    return { standIns: [], hidden: ["its template is neither YAML nor JSON"] };
  }
  const declared = declaredResources(template);
  const opened = [template.Transform]
    .flat()
    .filter((one) => one !== undefined && !PLAIN_TRANSFORMS.includes(String(one)))
    .map(
      (one) =>
        `a macro of its template (${isObject(one) ? String(one.Name) : String(one)}) may add any resource`,
    );
  const standIns: PolicyResource[] = [];
  const hidden: string[] = opened;
  const resources = new Map<string, PolicyResource>();
  const properties = new Map<PolicyResource, Record<string, unknown>>();
  const condition = conditionOfNamespaces(declared);
  const names = namesIn(door, template, declared, resources, overrides);
  for (const [id, resource] of Object.entries(declared)) {
    if (id.startsWith("Fn::") || !isObject(resource) || typeof resource.Type !== "string") {
      hidden.push(`its template makes resources by ${id}`);
      continue;
    }
    if (hides(resource)) {
      hidden.push(`"${id}" of its template fetches a template of its own`);
    }
    const exists =
      resource.Condition === undefined || conditionHolds({ Condition: resource.Condition }, names);
    if (exists === false) {
      continue;
    }
    // What exists only sometimes guards nothing, unless the namespaces come and go with it.
    const isCertain = exists === true || resource.Condition === condition;
    if (!isCertain && resource.Type !== NAMESPACE_TYPE) {
      continue;
    }
    const one = standIn(door, nativeToken(resource.Type), `${door.name}/${id}`, {}, {});
    standIns.push(one);
    resources.set(id, one);
    properties.set(one, isObject(resource.Properties) ? resource.Properties : {});
  }
  for (const [one, given] of properties) {
    for (const [key, value] of Object.entries(given)) {
      const { value: found, origins } = resolve(value, names);
      const [[name = key, property]] = Object.entries(
        nativeProperties({ [key]: found }) as Record<string, unknown>,
      ) as [[string, unknown]];
      one.props[name] = property;
      one.propertyDependencies[name] = [...new Set(origins)];
    }
    addTags(one);
  }
  return { standIns, hidden };
}

/** The condition that all channel namespaces of a template share, if they have one. */
function conditionOfNamespaces(declared: Readonly<Record<string, unknown>>): unknown {
  const all = Object.values(declared).flatMap((resource) =>
    isObject(resource) && resource.Type === NAMESPACE_TYPE ? [resource.Condition] : [],
  );
  const [first] = all;
  return all.every((one) => one === first) ? first : undefined;
}

function hides(resource: Readonly<Record<string, unknown>>): boolean {
  const type = String(resource.Type);
  return NESTED.includes(type) || type.endsWith("::MODULE");
}

/** CloudFormation gives the tags of a stack to its resources. */
function addTags(one: PolicyResource): void {
  const door = one.parent;
  if (door === undefined) {
    return;
  }
  const keys = propertiesOf(door).at("tags").keys();
  if (keys.state !== "known") {
    return;
  }
  const own: readonly unknown[] = Array.isArray(one.props.tags) ? one.props.tags : [];
  one.props.tags = [...own, ...keys.value.map((key) => ({ key }))];
}

function namesIn(
  door: PolicyResource,
  { Parameters, Mappings, Conditions }: Template,
  declared: Readonly<Record<string, unknown>>,
  resources: ReadonlyMap<string, PolicyResource>,
  overrides: readonly Property[],
): Names {
  return {
    resource: (id) => resources.get(id),
    parameter: templateParameters(door, Parameters, overrides),
    mapping: (map, first, second) => {
      const within = (value: unknown, key: string) =>
        isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
      return [map, first, second].reduce(within, Mappings);
    },
    condition: (name) => (isObject(Conditions) ? Conditions[name] : undefined),
    literal: (id, attribute) => {
      const resource = declared[id];
      const properties = isObject(resource) ? resource.Properties : undefined;
      const value = isObject(properties) ? properties[attribute] : undefined;
      return typeof value === "string" ? value : undefined;
    },
  };
}
