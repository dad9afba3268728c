import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "../property.ts";
import { cloudControlResource } from "./cloud-control.ts";
import type { Opened } from "./opened.ts";
import { templateResources } from "./template-resources.ts";

/** A resource that may declare more than can be read. */
export interface Hidden {
  readonly resource: PolicyResource;
  readonly reason: string;
}

type Open = (door: PolicyResource, resources: readonly PolicyResource[]) => Opened;

function never(reason: string): Open {
  return () => ({ standIns: [], hidden: [reason] });
}

/** How to read what resources of a type declare in their own text. */
const openers = new Map<string, Open>([
  ["aws:cloudformation/stack:Stack", template],
  ["aws:cloudformation/stackSet:StackSet", template],
  ["aws-native:cloudformation:Stack", template],
  ["aws-native:cloudformation:StackSet", template],
  [
    "aws:cloudcontrol/resource:Resource",
    (door) => cloudControlResource(door, { type: "typeName", state: "desiredState" }),
  ],
  [
    "aws-native:index:ExtensionResource",
    (door) => cloudControlResource(door, { type: "type", state: "properties" }),
  ],
  [
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
    never("the template of a serverless application is not shown to policies"),
  ],
  [
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct",
    never("the template of a Service Catalog product is not shown to policies"),
  ],
  [
    "aws-native:servicecatalog:CloudFormationProvisionedProduct",
    never("the template of a Service Catalog product is not shown to policies"),
  ],
]);

/** What resources of a stack declare in their own text, and which of them may hide something. */
export function openDoors(resources: readonly PolicyResource[]): {
  readonly standIns: readonly PolicyResource[];
  readonly hidden: readonly Hidden[];
} {
  const standIns: PolicyResource[] = [];
  const hidden: Hidden[] = [];
  for (const resource of resources) {
    const opened = openers.get(resource.type)?.(resource, resources);
    if (opened === undefined) {
      continue;
    }
    standIns.push(...opened.standIns);
    hidden.push(...opened.hidden.map((reason) => ({ resource, reason })));
  }
  return { standIns, hidden };
}

function template(door: PolicyResource, resources: readonly PolicyResource[]): Opened {
  const overrides = parameterOverrides(door, resources);
  const properties = propertiesOf(door);
  const body = properties.at("templateBody");
  const text = body.text();
  if (text.state === "known") {
    return templateResources(door, text.value, overrides);
  }
  // aws-native takes the template as an object, too.
  if (body.keys().state === "known") {
    return templateResources(door, body.plain(), overrides);
  }
  if (body.state !== "absent") {
    return { standIns: [], hidden: ["templateBody is not known until the update"] };
  }
  return properties.at("templateUrl").state === "absent"
    ? { standIns: [], hidden: [] }
    : { standIns: [], hidden: ["the template behind templateUrl is not shown to policies"] };
}

/**
 * What gives parameters of a stack set other values in some accounts and regions. An instance whose
 * stack set is not known counts for each.
 */
function parameterOverrides(
  door: PolicyResource,
  resources: readonly PolicyResource[],
): readonly Property[] {
  if (!door.type.endsWith(":StackSet")) {
    return [];
  }
  const name = propertiesOf(door).at("name").text();
  const instances = resources.filter(({ type }) =>
    /^aws:cloudformation\/(?:stackSetInstance|stackInstances):/.test(type),
  );
  const groups = propertiesOf(door).at("stackInstancesGroup").items();
  return [
    ...instances.map(propertiesOf).filter((instance) => {
      const of = instance.at("stackSetName").text();
      return of.state !== "known" || name.state !== "known" || of.value === name.value;
    }),
    ...(groups.state === "known" ? groups.value : []),
  ].map((holder) => holder.at("parameterOverrides"));
}
