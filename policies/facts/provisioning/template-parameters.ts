import type { PolicyResource } from "@pulumi/policy";
import { placeOf } from "../place.ts";
import { type Property, propertiesOf, UnknownValue } from "../property.ts";
import { isObject } from "./read-template.ts";
import type { Names, Resolved } from "./template-values.ts";

/** Whether a template is deployed to accounts and regions of which its own resource says nothing. */
function isStackSet({ type }: PolicyResource): boolean {
  return type.endsWith(":StackSet");
}

/**
 * Pseudo parameters that ARNs are made of (CloudFormation guide, "Pseudo parameters"). A region or
 * account that is not known may be any.
 */
const pseudoParameters: Readonly<Record<string, (door: PolicyResource) => string>> = {
  "AWS::AccountId": (door) => (isStackSet(door) ? "*" : (placeOf(door).account ?? "*")),
  "AWS::Partition": () => "aws",
  "AWS::Region": (door) => (isStackSet(door) ? "*" : (placeOf(door).region ?? "*")),
};

const unknown: Resolved = { value: new UnknownValue(), origins: [] };

/**
 * Returns what a template's parameters stand for: the value that the stack gives, or the default.
 *
 * @param declared The `Parameters` section.
 * @param overrides Properties that give parameters other values in some accounts and regions.
 */
export function templateParameters(
  door: PolicyResource,
  declared: unknown,
  overrides: readonly Property[],
): Names["parameter"] {
  const given = propertiesOf(door).at("parameters");
  const origins = door.propertyDependencies.parameters ?? [];
  return (name) => {
    const pseudo = pseudoParameters[name]?.(door);
    if (pseudo !== undefined) {
      return { value: pseudo, origins: [] };
    }
    const parameter = isObject(declared) ? declared[name] : undefined;
    if (!isObject(parameter)) {
      return undefined;
    }
    if (overrides.some((override) => valueIn(override, name).state !== "absent")) {
      return unknown;
    }
    const type = String(parameter.Type);
    // Its value is the name of what Systems Manager holds.
    if (type.startsWith("AWS::SSM::Parameter::Value")) {
      return unknown;
    }
    const text = valueIn(given, name).text();
    if (text.state === "unknown") {
      return { ...unknown, origins };
    }
    const value = text.state === "known" ? text.value : parameter.Default;
    if (value === undefined) {
      return unknown;
    }
    return { value: isList(type) ? String(value).split(/\s*,\s*/) : value, origins: [] };
  };
}

function isList(type: string): boolean {
  return /^(?:CommaDelimitedList$|List<)/.test(type);
}

/** A parameter's value in a map by name, or in the list that `aws-native` takes. */
function valueIn(parameters: Property, name: string): Property {
  const items = parameters.items();
  if (items.state !== "known") {
    return parameters.at(name);
  }
  const item = items.value.find((one) => {
    const key = one.at("parameterKey").text();
    return key.state !== "known" || key.value === name;
  });
  return item === undefined ? parameters.at(name) : item.at("parameterValue");
}
