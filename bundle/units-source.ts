import type { JsonSchema } from "./check-source.ts";

type SchemaObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const longest = (values: readonly unknown[]): number =>
  Math.max(...values.map((value) => JSON.stringify(value)?.length ?? 0));

const constants = ({
  const: constant,
  enum: values,
  anyOf,
}: SchemaObject): unknown[] | undefined => {
  if (constant !== undefined) return [constant];
  if (Array.isArray(values)) return values;
  if (!Array.isArray(anyOf) || anyOf.length === 0) return undefined;
  return anyOf.every((one) => isObject(one) && "const" in one)
    ? anyOf.map((one) => one.const)
    : undefined;
};

const isClosed = (schema: SchemaObject): boolean =>
  schema.type === "object" &&
  schema.additionalProperties === false &&
  isObject(schema.properties) &&
  !("patternProperties" in schema);

const members = (schema: SchemaObject, value: string, depth: number): string => {
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const terms = Object.entries(isObject(schema.properties) ? schema.properties : {}).map(
    ([key, member]) => {
      const access = `${value}[${JSON.stringify(key)}]`;
      const units = `${key.length + 4} + ${term(member, access, depth)}`;
      return required.includes(key) ? units : `(${access} === undefined ? 0 : ${units})`;
    },
  );
  return `(isPlain(${value}) ? ${[2, ...terms].join(" + ")} : NaN)`;
};

function term(schema: unknown, value: string, depth: number): string {
  if (!isObject(schema)) return `jsonUnits(${value})`;
  const values = constants(schema);
  if (values) return String(longest(values));
  if (schema.type === "string") return `${value}.length + 2`;
  if (schema.type === "integer" || schema.type === "number") return "5";
  if (schema.type === "boolean" || schema.type === "null") return "5";
  if (isClosed(schema)) return members(schema, value, depth);
  if (schema.type === "array" && isObject(schema.items) && !("prefixItems" in schema)) {
    const item = `item${depth}`;
    const units = term(schema.items, item, depth + 1);
    return `${value}.reduce((units, ${item}) => units + 1 + ${units}, 2)`;
  }
  return `jsonUnits(${value})`;
}

/**
 * The source of a function that counts what `jsonUnits` counts of a value, for values that match the
 * schema. Where the schema leaves open what a value holds, it asks `jsonUnits`. The source uses the
 * names `jsonUnits` and `isPlain`.
 */
export const unitsSource = (schema: JsonSchema): string => `(value) => ${term(schema, "value", 0)}`;
