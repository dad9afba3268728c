import fc from "fast-check";
import type { CheckedDialect } from "./dialect-validators.ts";

type Schema = Record<string, unknown> | boolean;
type Parts = fc.Arbitrary<Record<string, unknown>>;

/** Properties that generated schemas and values speak of. */
const KEYS = ["a", "b", "c"];
const key = fc.constantFrom(...KEYS);
const count = fc.integer({ min: 0, max: 3 });
const bound = fc.integer({ min: -2, max: 4 });
const scalar = fc.constantFrom<unknown>("a", "bb", "", 0, 1, 2.5, -1, true, false, null);

/** JSON of the size that generated schemas tell apart. */
export const generatedValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 3, arbitrary: fc.oneof(scalar, fc.constantFrom("abcd", "👍", 3, 4)) },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 3, arbitrary: dictionary(key, tie("value"), { maxKeys: 3 }) },
  ),
})).value;

/** Objects as JSON.parse makes them. */
function dictionary<T>(
  names: fc.Arbitrary<string>,
  values: fc.Arbitrary<T>,
  { maxKeys }: { readonly maxKeys: number },
): fc.Arbitrary<Record<string, T>> {
  return fc.dictionary(names, values, { maxKeys, noNullPrototype: true });
}

function optional(parts: Record<string, fc.Arbitrary<unknown>>): Parts {
  return fc.record(parts, { requiredKeys: [], noNullPrototype: true });
}

function numbers(dialect: CheckedDialect): Parts {
  return dialect === "draft-04"
    ? fc.oneof(
        fc.record({ minimum: bound, exclusiveMinimum: fc.boolean() }),
        fc.record({ maximum: bound, exclusiveMaximum: fc.boolean() }),
        fc.record({ multipleOf: fc.constantFrom(1, 2, 0.5) }),
      )
    : optional({
        minimum: bound,
        exclusiveMaximum: bound,
        multipleOf: fc.constantFrom(1, 2, 0.5),
      });
}

function lists(dialect: CheckedDialect, schema: fc.Arbitrary<Schema>): Parts {
  const several = fc.array(schema, { minLength: 1, maxLength: 2 });
  const tuple =
    dialect === "2020-12"
      ? optional({ prefixItems: several, items: schema })
      : fc.oneof(
          fc.record({ items: schema }),
          fc.record({ items: several, additionalItems: schema }, { requiredKeys: ["items"] }),
        );
  // Ajv takes an empty list for one that contains whatever anything matches.
  const checking = schema.filter((one) => typeof one === "object" && "type" in one);
  const contains =
    dialect === "draft-04"
      ? fc.constant({})
      : dialect === "draft-06" || dialect === "draft-07"
        ? fc.record({ contains: checking })
        : fc.record(
            { contains: checking, minContains: count, maxContains: count },
            { requiredKeys: ["contains"] },
          );
  const sizes = optional({ minItems: count, maxItems: count, uniqueItems: fc.boolean() });
  return fc.oneof(tuple, contains, sizes);
}

function objects(dialect: CheckedDialect, schema: fc.Arbitrary<Schema>): Parts {
  const properties = dictionary(key, schema, { maxKeys: 3 });
  const names = fc.uniqueArray(key, { minLength: 1, maxLength: 2 });
  const named = optional({
    properties,
    patternProperties: dictionary(fc.constantFrom("^a", "b|c"), schema, { maxKeys: 2 }),
    additionalProperties: schema,
    required: names,
  });
  const sizes = optional({ minProperties: count, maxProperties: count });
  const dependent = /^20/.test(dialect)
    ? optional({
        dependentRequired: dictionary(key, names, { maxKeys: 2 }),
        dependentSchemas: dictionary(key, schema, { maxKeys: 2 }),
      })
    : fc.record({ dependencies: dictionary(key, fc.oneof(schema, names), { maxKeys: 2 }) });
  const propertyNames =
    dialect === "draft-04" ? fc.constant({}) : fc.record({ propertyNames: schema });
  return fc.oneof(named, named, sizes, dependent, propertyNames);
}

function combined(dialect: CheckedDialect, schema: fc.Arbitrary<Schema>): Parts {
  const several = fc.array(schema, { minLength: 1, maxLength: 3 });
  const all = [
    fc.record({ allOf: several }),
    fc.record({ anyOf: several }),
    fc.record({ oneOf: several }),
    fc.record({ not: schema }),
    fc.record({ $ref: fc.constantFrom("#/definitions/first", "#/definitions/second") }),
  ];
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  const condition = optional({ then: schema, else: schema });
  const conditional = fc.tuple(schema, condition).map(([test, then]) => ({ if: test, ...then }));
  return /^20|07$/.test(dialect) ? fc.oneof(...all, conditional) : fc.oneof(...all);
}

function scalars(dialect: CheckedDialect): Parts {
  return fc.oneof(
    fc.record({
      type: fc.oneof(
        fc.constantFrom("string", "number", "integer", "boolean", "null", "object", "array"),
        fc.constantFrom(["string", "null"], ["integer", "object"]),
      ),
    }),
    fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
    optional({ minLength: count, maxLength: count, pattern: fc.constantFrom("^a", "b$", "^.$") }),
    numbers(dialect),
  );
}

/**
 * Schemas of a dialect with two definitions, in which its keywords come up, but for `unevaluated...`:
 * ajv decides before it sees the value what was evaluated, so that it is not a measure for them. The
 * official suite is.
 */
export function generatedSchema(dialect: CheckedDialect): fc.Arbitrary<Record<string, unknown>> {
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => {
    const inner = tie("schema");
    const leaf = scalars(dialect);
    const words =
      dialect === "draft-04" ? leaf : fc.oneof({ weight: 4, arbitrary: leaf }, fc.boolean());
    return {
      schema: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        words,
        lists(dialect, inner),
        objects(dialect, inner),
        combined(dialect, inner),
      ) as fc.Arbitrary<Schema>,
    };
  });
  return fc
    .tuple(schema, schema, schema)
    .filter(([root]) => typeof root === "object" && Object.keys(root).length > 0)
    .map(([root, first, second]) => ({ ...(root as object), definitions: { first, second } }));
}
