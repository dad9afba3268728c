import { type Definitions, isObject, isPrimitive, type SchemaObject } from "./fault-keywords.ts";

/** A property whose value says which branch of a union is meant. */
export interface Discriminator {
  readonly key: string;
  /** The values of that property, branch by branch; no value belongs to two. */
  readonly values: readonly (readonly unknown[])[];
}

/** A schema and those that it is put together of by `$ref` and `allOf`. */
function partsOf(schema: unknown, definitions: Definitions): SchemaObject[] {
  if (!isObject(schema)) {
    return [];
  }
  const { $ref, allOf } = schema;
  const name = typeof $ref === "string" ? $ref.slice("#/$defs/".length) : undefined;
  return [
    schema,
    ...(name === undefined ? [] : partsOf(definitions[name], definitions)),
    ...(Array.isArray(allOf) ? allOf.flatMap((one) => partsOf(one, definitions)) : []),
  ];
}

function constantsOf(schema: unknown): readonly unknown[] {
  if (!isObject(schema)) {
    return [];
  }
  if (isPrimitive(schema.const) && schema.const !== undefined) {
    return [schema.const];
  }
  return Array.isArray(schema.enum) && schema.enum.every(isPrimitive) ? schema.enum : [];
}

/** Required properties of a branch that are constants, with the values that they may have. */
function constantProperties(
  branch: unknown,
  definitions: Definitions,
): ReadonlyMap<string, readonly unknown[]> {
  const parts = partsOf(branch, definitions);
  const required = new Set(
    parts.flatMap((part) => (Array.isArray(part.required) ? part.required : [])),
  );
  return new Map(
    parts
      .flatMap(({ properties }) => Object.entries(isObject(properties) ? properties : {}))
      .filter(([key]) => required.has(key))
      .map(([key, property]): [string, readonly unknown[]] => [key, constantsOf(property)])
      .filter(([, values]) => values.length > 0),
  );
}

/** The property by which the branches of a union are told apart, if there is one. */
export function discriminatorOf(
  branches: readonly unknown[],
  definitions: Definitions,
): Discriminator | undefined {
  const constants = branches.map((branch) => constantProperties(branch, definitions));
  if (branches.length < 2) {
    return undefined;
  }
  for (const key of constants[0]?.keys() ?? []) {
    const values = constants.map((properties) => properties.get(key) ?? []);
    const all = values.flat();
    if (values.every((one) => one.length > 0) && new Set(all).size === all.length) {
      return { key, values };
    }
  }
  return undefined;
}
