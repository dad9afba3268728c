import type { PolicyResource } from "@pulumi/policy";
import { UnknownValue } from "../property.ts";
import { isObject } from "./read-template.ts";

/** A value of a template, and the resources that what is unknown in it was made from. */
export interface Resolved {
  /** With an {@link UnknownValue} wherever only CloudFormation can tell. */
  readonly value: unknown;
  readonly origins: readonly PolicyResource[];
}

/** What the names in a template stand for. */
export interface Names {
  /** A parameter's value, or undefined for a name that is not a parameter. */
  parameter(name: string): Resolved | undefined;
  /** The resource with a logical id. */
  resource(id: string): PolicyResource | undefined;
  /** An entry of the template's mappings. */
  mapping(map: string, first: string, second: string): unknown;
  /** A condition that the template declares, by its name. */
  condition(name: string): unknown;
  /** A property that the template gives a resource as a literal. */
  literal(id: string, attribute: string): string | undefined;
}

const unknown: Resolved = { value: new UnknownValue(), origins: [] };

/**
 * Resolves a value of a template as far as that can be done before CloudFormation runs: references,
 * `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Split`, `Fn::Select`, `Fn::Base64`, `Fn::FindInMap` and
 * `Fn::If`. Any other function gives an unknown value.
 */
export function resolve(value: unknown, names: Names): Resolved {
  if (Array.isArray(value)) {
    const items = value.map((item) => resolve(item, names));
    const kept = items.map((item) => item.value).filter((item) => item !== undefined);
    return { value: kept, origins: items.flatMap(({ origins }) => origins) };
  }
  // What Systems Manager or Secrets Manager hold: CloudFormation puts it in at each deployment.
  if (typeof value === "string" && value.includes("{{resolve:")) {
    return unknown;
  }
  if (!isObject(value)) {
    return { value, origins: [] };
  }
  const [only, ...others] = Object.entries(value);
  if (only !== undefined && others.length === 0) {
    const [key, argument] = only;
    if (key === "Ref") {
      return reference(argument, names);
    }
    if (key.startsWith("Fn::")) {
      return call(key, argument, names);
    }
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, names)] as const);
  const kept = entries.filter(([, item]) => item.value !== undefined);
  return {
    value: Object.fromEntries(kept.map(([key, item]) => [key, item.value])),
    origins: entries.flatMap(([, { origins }]) => origins),
  };
}

function reference(argument: unknown, names: Names): Resolved {
  const name = String(argument);
  if (name === "AWS::NoValue") {
    return { value: undefined, origins: [] };
  }
  const resource = names.resource(name);
  if (resource !== undefined) {
    return { ...unknown, origins: [resource] };
  }
  return names.parameter(name) ?? unknown;
}

function call(key: string, argument: unknown, names: Names): Resolved {
  if (key === "Fn::GetAtt") {
    return attribute(argument, names);
  }
  if (key === "Fn::Sub") {
    return substitute(argument, names);
  }
  if (key === "Fn::Join" && Array.isArray(argument)) {
    const [separator, list] = argument;
    const items = resolve(list, names);
    const texts: readonly unknown[] = Array.isArray(items.value) ? items.value : [items.value];
    const isKnown = texts.every((text) => typeof text === "string" || typeof text === "number");
    return isKnown ? { value: texts.join(String(separator)), origins: [] } : opaque(items);
  }
  if (key === "Fn::FindInMap" && Array.isArray(argument)) {
    return found(argument, names);
  }
  if (key === "Fn::Select" && Array.isArray(argument)) {
    return selected(argument, names);
  }
  if (key === "Fn::Split" && Array.isArray(argument)) {
    return split(argument, names);
  }
  if (key === "Fn::Base64") {
    const text = resolve(argument, names);
    return typeof text.value === "string"
      ? { value: Buffer.from(text.value).toString("base64"), origins: [] }
      : opaque(text);
  }
  if (key === "Fn::If" && Array.isArray(argument)) {
    const [condition, then, otherwise] = argument;
    const holds = conditionHolds({ Condition: condition }, names);
    if (holds !== undefined) {
      return resolve(holds ? then : otherwise, names);
    }
  }
  return opaque(resolve(argument, names));
}

function found(argument: readonly unknown[], names: Names): Resolved {
  const keys = argument.slice(0, 3).map((key) => resolve(key, names).value);
  if (!keys.every((key) => typeof key === "string" || typeof key === "number")) {
    return unknown;
  }
  const [map, first, second] = keys.map(String) as [string, string, string];
  const value = names.mapping(map, first, second);
  return value === undefined ? unknown : resolve(value, names);
}

/** An item of a list, by its position. */
function selected([position, list]: readonly unknown[], names: Names): Resolved {
  const at = Number(resolve(position, names).value);
  const items = resolve(list, names);
  const item: unknown = Array.isArray(items.value) ? items.value[at] : undefined;
  return item === undefined || item instanceof UnknownValue
    ? opaque(items)
    : { value: item, origins: items.origins };
}

function split([separator, argument]: readonly unknown[], names: Names): Resolved {
  const text = resolve(argument, names);
  return typeof text.value === "string"
    ? { value: text.value.split(String(separator)), origins: [] }
    : opaque(text);
}

/**
 * Whether a condition of a template holds (CloudFormation guide, "Condition functions"); undefined
 * when that depends on what is not known yet.
 *
 * @param open Names of the conditions that are being decided, so that one that names itself ends.
 */
export function conditionHolds(
  condition: unknown,
  names: Names,
  open: readonly string[] = [],
): boolean | undefined {
  if (!isObject(condition)) {
    return undefined;
  }
  const [[key, argument] = ["", undefined]] = Object.entries(condition);
  const parts = (): readonly (boolean | undefined)[] =>
    [argument].flat().map((part) => conditionHolds(part, names, open));
  switch (key) {
    case "Condition": {
      const name = String(argument);
      return open.includes(name)
        ? undefined
        : conditionHolds(names.condition(name), names, [...open, name]);
    }
    case "Fn::Equals": {
      const [one, other] = [argument].flat().map((part) => resolve(part, names).value);
      return [one, other].every(isDecided) ? String(one) === String(other) : undefined;
    }
    case "Fn::Not": {
      const [holds] = parts();
      return holds === undefined ? undefined : !holds;
    }
    case "Fn::And":
      return parts().includes(false) ? false : parts().includes(undefined) ? undefined : true;
    case "Fn::Or":
      return parts().includes(true) ? true : parts().includes(undefined) ? undefined : false;
    default:
      return undefined;
  }
}

/** A text, number or flag that is one value and not any: a region that is not known is `*`. */
function isDecided(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value) && !String(value).includes("*");
}

/** A value that nobody can tell before CloudFormation runs, made from the same things. */
function opaque({ origins }: Resolved): Resolved {
  return { value: new UnknownValue(), origins };
}

/** `Fn::GetAtt` takes `[id, attribute]`, and in YAML also `id.attribute`. */
function attribute(argument: unknown, names: Names): Resolved {
  const [id = "", ...rest] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split(".");
  const literal = names.literal(id, rest.join("."));
  if (literal !== undefined) {
    return { value: literal, origins: [] };
  }
  const resource = names.resource(id);
  return resource === undefined ? unknown : { ...unknown, origins: [resource] };
}

/** `Fn::Sub` takes a text, or a text and the values of some of its names. */
function substitute(argument: unknown, names: Names): Resolved {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  const origins: PolicyResource[] = [];
  let isKnown = typeof text === "string";
  const filled = String(text).replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    if (inner.startsWith("!")) {
      return `\${${inner.slice(1)}}`;
    }
    const name = inner.trim();
    const part = isObject(own) && name in own ? resolve(own[name], names) : named(name, names);
    origins.push(...part.origins);
    if (typeof part.value !== "string" && typeof part.value !== "number") {
      isKnown = false;
      return whole;
    }
    return String(part.value);
  });
  return isKnown ? { value: filled, origins: [] } : { value: new UnknownValue(), origins };
}

function named(name: string, names: Names): Resolved {
  return name.includes(".") ? attribute(name, names) : reference(name, names);
}
