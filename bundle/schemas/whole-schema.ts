import { below, isJsonObject, type JsonObject } from "./json-values.ts";
import { JSON_TYPES, type JsonType } from "./keyword.ts";
import type { PlainSchema } from "./plain-schema.ts";

/** What a schema as a whole does with values: lets all through, none, or some. */
export type Passage = "all" | "none" | "some";

/** What is known of the definitions that references lead to. */
interface Known {
  readonly open: ReadonlyMap<string, boolean>;
  readonly closed: ReadonlyMap<string, boolean>;
}

function isCountAbove(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function members(value: unknown): readonly unknown[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function namesIn(value: unknown): readonly string[] {
  return list(value).map(String);
}

/**
 * Tells of a plain schema whether it lets every value through, or none, whatever keywords it is made
 * of: `{ allOf: [{}] }` checks as little as `{}`. What cannot be told for certain is "some".
 */
export function passageOf(schema: PlainSchema): Passage {
  const definitions = Object.entries(
    isJsonObject(schema) && isJsonObject(schema.$defs) ? schema.$defs : {},
  ).map(([name, one]) => [below("#", "$defs", name), one] as const);
  const known = {
    open: new Map(definitions.map(([name]) => [name, true])),
    closed: new Map(definitions.map(([name]) => [name, true])),
  };
  settle(known.open, definitions, (one) => isOpen(one, known));
  settle(known.closed, definitions, (one) => isClosed(one, known));
  if (isOpen(schema, known)) {
    return "all";
  }
  return isClosed(schema, known) ? "none" : "some";
}

/**
 * Takes for true what nothing contradicts, so that cyclic definitions come to an end: a definition that
 * only leads back to itself checks nothing, and one that requires itself is matched by no finite value.
 */
function settle(
  facts: Map<string, boolean>,
  definitions: readonly (readonly [name: string, schema: unknown])[],
  holds: (schema: unknown) => boolean,
): void {
  let changed = true;
  while (changed) {
    changed = false;
    for (const [name, schema] of definitions) {
      if (!facts.get(name) || holds(schema)) {
        continue;
      }
      facts.set(name, false);
      changed = true;
    }
  }
}

/** Whether a keyword lets every value through, by the keyword; others always refuse some. */
const openKeywords: Readonly<
  Record<string, (value: unknown, known: Known, schema: JsonObject) => boolean>
> = {
  type: (value) => JSON_TYPES.every((type) => typeNames(value).has(type)),
  minLength: (value) => value === 0,
  minItems: (value) => value === 0,
  minProperties: (value) => value === 0,
  uniqueItems: (value) => value === false,
  required: (value) => list(value).length === 0,
  dependentRequired: (value) => members(value).every((names) => list(names).length === 0),
  properties: (value, known) => members(value).every((one) => isOpen(one, known)),
  patternProperties: (value, known) => members(value).every((one) => isOpen(one, known)),
  dependentSchemas: (value, known) => members(value).every((one) => isOpen(one, known)),
  prefixItems: (value, known) => list(value).every((one) => isOpen(one, known)),
  allOf: (value, known) => list(value).every((one) => isOpen(one, known)),
  anyOf: (value, known) => list(value).some((one) => isOpen(one, known)),
  oneOf: (value, known) => list(value).length === 1 && isOpen(list(value)[0], known),
  additionalProperties: isOpen,
  propertyNames: isOpen,
  items: isOpen,
  unevaluatedProperties: isOpen,
  unevaluatedItems: isOpen,
  not: (value, known) => isClosed(value, known),
  contains: (value, known, { minContains, maxContains }) =>
    minContains === 0 && (maxContains === undefined || isClosed(value, known)),
  if: (_value, known, { then: chosen = true, else: otherwise = true }) =>
    isOpen(chosen, known) && isOpen(otherwise, known),
  $ref: (value, known) => known.open.get(String(value)) ?? false,
};

/** Keywords that say nothing by themselves; those that go with others are looked at with them. */
const SILENT = new Set(["title", "$defs", "then", "else", "minContains", "maxContains"]);

function isOpen(schema: unknown, known: Known): boolean {
  if (typeof schema === "boolean") {
    return schema;
  }
  if (!isJsonObject(schema)) {
    return false;
  }
  return Object.entries(schema).every(
    ([name, value]) => SILENT.has(name) || (openKeywords[name]?.(value, known, schema) ?? false),
  );
}

function isClosed(schema: unknown, known: Known): boolean {
  if (typeof schema === "boolean") {
    return !schema;
  }
  if (!isJsonObject(schema)) {
    return false;
  }
  if (typesOf(schema).size === 0 || isClosedByParts(schema, known)) {
    return true;
  }
  // What only objects or lists are asked for closes a schema that lets nothing else through.
  const types = [...typesOf(schema)];
  if (types.every((type) => type === "object")) {
    return isClosedObject(schema, known);
  }
  return types.every((type) => type === "array") && isClosedList(schema, known);
}

function isClosedByParts(
  { $ref, allOf, anyOf, oneOf, not, const: constant, enum: values }: JsonObject,
  known: Known,
): boolean {
  return (
    (typeof $ref === "string" && (known.closed.get($ref) ?? false)) ||
    list(allOf).some((one) => isClosed(one, known)) ||
    [anyOf, oneOf].some(
      (branches) => Array.isArray(branches) && branches.every((one) => isClosed(one, known)),
    ) ||
    (not !== undefined && isOpen(not, known)) ||
    (constant !== undefined &&
      typeof constant !== "object" &&
      Array.isArray(values) &&
      !values.includes(constant))
  );
}

/** A schema and those that are put together with it, but for what references and unions lead to. */
function together(schema: JsonObject): readonly JsonObject[] {
  return [schema, ...list(schema.allOf).flatMap((one) => (isJsonObject(one) ? together(one) : []))];
}

function isClosedObject(schema: JsonObject, known: Known): boolean {
  const parts = together(schema);
  const needed = parts.flatMap(({ required }) => namesIn(required));
  return parts.some(({ properties, patternProperties, additionalProperties }) =>
    needed.some((name) => {
      if (isJsonObject(properties) && Object.hasOwn(properties, name)) {
        return isClosed(properties[name], known);
      }
      return additionalProperties === false && members(patternProperties).length === 0;
    }),
  );
}

function isClosedList(
  { items, prefixItems, minItems, ...schema }: JsonObject,
  known: Known,
): boolean {
  const { contains, minContains } = schema;
  if (contains !== undefined && minContains !== 0 && isClosed(contains, known)) {
    return true;
  }
  if (!isCountAbove(minItems)) {
    return false;
  }
  const first = list(prefixItems)[0] ?? items;
  return first !== undefined && isClosed(first, known);
}

/** Types of JSON that `type` names; a number may be an integer. */
function typeNames(type: unknown): ReadonlySet<JsonType> {
  const given = [type].flat();
  const named = JSON_TYPES.filter((one) => given.includes(one));
  return new Set<JsonType>(named.includes("number") ? [...named, "integer"] : named);
}

/** The types of the values that a schema may let through, as far as `type` tells. */
function typesOf(schema: JsonObject): ReadonlySet<JsonType> {
  const named = together(schema)
    .filter(({ type }) => type !== undefined)
    .map(({ type }) => typeNames(type));
  return new Set(JSON_TYPES.filter((type) => named.every((types) => types.has(type))));
}
