import type { JsonSchema } from "./check-source.ts";

export type SchemaObject = Readonly<Record<string, unknown>>;
export type Definitions = Readonly<Record<string, unknown>>;

/** Keywords that only a compiled check can test, and what a refused publisher is told. */
export const reasons: Readonly<Record<string, (schema: SchemaObject) => string>> = {
  const: () => "must be the allowed value",
  enum: () => "must be one of the allowed values",
  format: ({ format }) => `must be in the format ${format}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  uniqueItems: () => "must not have the same item twice",
};

/**
 * Keywords whose limit the runtime tests itself, in this order (runtime/keyword-tests.ts).
 */
export const LIMITS: readonly string[] = [
  "type",
  "enum",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
];

/** Keywords that depend on what all others look at, and what a refused publisher is told. */
export const LEFT_OVERS: Readonly<Record<string, readonly [none: string, some: string]>> = {
  unevaluatedProperties: [
    "must not have other properties",
    "must have other properties of the allowed form only",
  ],
  unevaluatedItems: ["must not have other items", "must have other items of the allowed form only"],
};

export function isObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isObject(value);
}

export function isPrimitive(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/** Constants and lists of constants as `enum`, the one form that the runtime tests. */
export function simplified(schema: SchemaObject): SchemaObject {
  const { const: constant, anyOf, ...rest } = schema;
  if ("const" in schema && isPrimitive(constant) && !("enum" in schema)) {
    return simplified({ ...rest, ...("anyOf" in schema ? { anyOf } : {}), enum: [constant] });
  }
  if (!Array.isArray(anyOf) || "enum" in schema) {
    return withoutImpliedType(schema);
  }
  const values = anyOf.filter((one) => isObject(one) && isConstant(one));
  if (values.length !== anyOf.length || values.length === 0) {
    return schema;
  }
  return withoutImpliedType({ ...rest, enum: values.map((one) => one.const) });
}

/** Whether a schema is a constant alone, as `Type.Literal()` writes it. */
function isConstant(schema: SchemaObject): boolean {
  return (
    "const" in schema &&
    isPrimitive(schema.const) &&
    Object.keys(schema).every((key) => key === "const" || key === "title" || key === "type")
  );
}

/** Leaves the type out of a list of constants that all have it. */
function withoutImpliedType(schema: SchemaObject): SchemaObject {
  const { type, enum: values, ...rest } = schema;
  if (!Array.isArray(values) || typeof type !== "string") {
    return schema;
  }
  const implied = values.every(
    (value) => typeof value === type || (type === "integer" && Number.isInteger(value)),
  );
  return implied ? { ...rest, enum: values } : schema;
}
