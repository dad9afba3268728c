import type { JsonSchema } from "./check-source.ts";

export type SchemaObject = Readonly<Record<string, unknown>>;
export type Definitions = Readonly<Record<string, unknown>>;

/** Keywords that only a compiled check can test, and what a refused publisher is told. */
export const reasons: Readonly<Record<string, (schema: SchemaObject) => string>> = {
  const: () => "must be the allowed value",
  format: ({ format }) => `must be in the format ${format}`,
  exclusiveMinimum: ({ exclusiveMinimum }) => `must be more than ${exclusiveMinimum}`,
  exclusiveMaximum: ({ exclusiveMaximum }) => `must be less than ${exclusiveMaximum}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  uniqueItems: () => "must not have the same item twice",
  minProperties: ({ minProperties }) => `must have at least ${minProperties} properties`,
  maxProperties: ({ maxProperties }) => `must have at most ${maxProperties} properties`,
  propertyNames: () => "must have allowed property names only",
  anyOf: () => "must match one of the allowed forms",
  oneOf: () => "must match exactly one of the allowed forms",
};

/** Keywords whose limit the runtime tests itself, in this order (handlers/runtime/keyword-tests.ts). */
export const limits: ReadonlySet<string> = new Set([
  "type",
  "enum",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
]);

/** Keywords that the walk itself follows. */
const walked = new Set([
  "required",
  "properties",
  "patternProperties",
  "additionalProperties",
  "prefixItems",
  "items",
  "additionalItems",
]);

/** Keywords that say nothing about a value (JSON Schema 2020-12, annotations and identifiers). */
export const annotations = new Set([
  "$comment",
  "$defs",
  "$id",
  "$schema",
  "default",
  "definitions",
  "deprecated",
  "description",
  "examples",
  "readOnly",
  "title",
  "writeOnly",
]);

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "boolean" || isObject(value);

const isPrimitive = (value: unknown): boolean => typeof value !== "object" || value === null;

/** Constants and lists of constants as `enum`, the one form that the runtime tests. */
export const simplified = (schema: SchemaObject): SchemaObject => {
  const { const: constant, anyOf, ...rest } = schema;
  if ("const" in schema && isPrimitive(constant) && !("enum" in schema)) {
    const { type: _, ...others } = rest;
    return simplified({ ...others, ...("anyOf" in schema ? { anyOf } : {}), enum: [constant] });
  }
  if (!Array.isArray(anyOf) || "enum" in schema) return schema;
  const values = anyOf.filter((one) => isObject(one) && "const" in one && isPrimitive(one.const));
  if (values.length !== anyOf.length || values.length === 0) return schema;
  return { ...rest, enum: values.map((one) => one.const) };
};

/** Whether the walk can follow a schema's keywords; if not, its value is reported as a whole. */
export const isWalkable = (schema: SchemaObject): boolean => {
  if (Object.values(schema).some((value) => typeof value === "function")) return false;
  if (Array.isArray(schema.items) || "additionalItems" in schema) return false;
  if ("type" in schema && typeof schema.type !== "string") return false;
  if (Array.isArray(schema.enum) && !schema.enum.every(isPrimitive)) return false;
  return Object.keys(schema).every(
    (keyword) =>
      walked.has(keyword) || annotations.has(keyword) || limits.has(keyword) || keyword in reasons,
  );
};

const references = ["$ref", "$dynamicRef", "$recursiveRef"];

/**
 * Whether a schema refers to anything but definitions by their names. Such a reference means a place
 * in the whole schema, so no part of the schema can be compiled by itself.
 */
export const refersElsewhere = (schema: unknown, outer: Definitions): boolean => {
  if (Array.isArray(schema)) return schema.some((one) => refersElsewhere(one, outer));
  if (!isObject(schema)) return false;
  const definitions = isObject(schema.$defs) ? { ...outer, ...schema.$defs } : outer;
  return (
    references.some((key) => key in schema && !Object.hasOwn(definitions, String(schema[key]))) ||
    Object.values(schema).some((value) => refersElsewhere(value, definitions))
  );
};
