import { type TSchema, Type } from "typebox";

const CLOSED = { additionalProperties: false };

const Tree = Type.Cyclic(
  { Node: Type.Object({ id: Type.String(), children: Type.Array(Type.Ref("Node")) }, CLOSED) },
  "Node",
);

const Json = Type.Cyclic(
  {
    Json: Type.Union([
      Type.Null(),
      Type.Boolean(),
      Type.Number(),
      Type.String(),
      Type.Array(Type.Ref("Json")),
      Type.Record(Type.String(), Type.Ref("Json")),
    ]),
  },
  "Json",
);

const Shape = Type.Union([
  Type.Object(
    { kind: Type.Literal("circle"), radius: Type.Number({ exclusiveMinimum: 0 }) },
    CLOSED,
  ),
  Type.Object(
    { kind: Type.Literal("square"), side: Type.Number({ minimum: 1, maximum: 9 }) },
    CLOSED,
  ),
]);

const FORMATS = [
  "date",
  "date-time",
  "time",
  "email",
  "uuid",
  "uri",
  "ipv4",
  "ipv6",
  "hostname",
  "duration",
];

/** Schemas of every kind that a channel can have, by a name for reports. */
export const schemaCorpus: Readonly<Record<string, TSchema>> = {
  any: Type.Any(),
  unknown: Type.Unknown(),
  never: Type.Never(),
  null: Type.Null(),
  boolean: Type.Boolean(),
  string: Type.String(),
  "bounded string": Type.String({ minLength: 2, maxLength: 4 }),
  "pattern with slashes and quotes": Type.String({ pattern: "^[a-z/\"'\\\\]+$" }),
  "unicode pattern": Type.String({ pattern: "^\\p{L}+$" }),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: TypeBox's own syntax of alternatives
  "template literal": Type.TemplateLiteral("room-${0|1|2}"),
  ...Object.fromEntries(FORMATS.map((format) => [`format ${format}`, Type.String({ format })])),
  number: Type.Number(),
  "bounded number": Type.Number({ minimum: -1, exclusiveMaximum: 3 }),
  "multiple of": Type.Number({ multipleOf: 0.5 }),
  integer: Type.Integer({ minimum: 0, maximum: 5 }),
  literal: Type.Literal("a"),
  "union of literals": Type.Union([Type.Literal("a"), Type.Literal(1), Type.Literal(true)]),
  enum: Type.Enum(["x", "y", 3]),
  "const of an object": Type.Unsafe({ const: { a: [1, { b: null }] } }),
  "enum of objects": Type.Unsafe({ enum: [{ a: 1 }, [2], "a"] }),
  "open object": Type.Object({ a: Type.String(), b: Type.Optional(Type.Number()) }),
  "closed object": Type.Object({ a: Type.String(), b: Type.Optional(Type.Number()) }, CLOSED),
  "object with odd keys": Type.Object(
    {
      "a/b": Type.Number(),
      "c~d": Type.Null(),
      'e"f': Type.String(),
    },
    CLOSED,
  ),
  "object with typed rest": Type.Object(
    { a: Type.String() },
    { additionalProperties: Type.Number() },
  ),
  "object with counted properties": Type.Object({}, { minProperties: 1, maxProperties: 2 }),
  "nested objects": Type.Object({
    a: Type.Object({ b: Type.Object({ c: Type.Integer() }) }, CLOSED),
  }),
  partial: Type.Partial(Type.Object({ a: Type.String(), b: Type.Number() }, CLOSED)),
  record: Type.Record(Type.String({ pattern: "^[a-z]+$" }), Type.Number()),
  "closed record": Type.Record(Type.String({ pattern: "^[a-z]+$" }), Type.Number(), CLOSED),
  "record of records": Type.Record(Type.String(), Type.Record(Type.String(), Type.Boolean())),
  array: Type.Array(Type.Integer()),
  "bounded array": Type.Array(Type.String(), { minItems: 1, maxItems: 2 }),
  "unique items": Type.Array(Type.Unknown(), { uniqueItems: true }),
  "array that contains": Type.Unsafe({
    type: "array",
    contains: { type: "string" },
    minContains: 1,
    maxContains: 2,
  }),
  "nested arrays": Type.Array(Type.Array(Type.Array(Type.Boolean()))),
  "array of closed objects": Type.Array(
    Type.Object({ id: Type.Integer(), name: Type.String() }, CLOSED),
  ),
  tuple: Type.Tuple([Type.String(), Type.Number()]),
  "tuple with rest": Type.Unsafe({
    type: "array",
    prefixItems: [{ type: "string" }],
    items: { type: "number" },
  }),
  union: Type.Union([Type.String(), Type.Number({ minimum: 3 }), Type.Object({ a: Type.Null() })]),
  "discriminated union": Shape,
  "array of a discriminated union": Type.Array(Shape),
  intersection: Type.Intersect([
    Type.Object({ a: Type.String() }),
    Type.Object({ b: Type.Optional(Type.Number()) }),
  ]),
  "intersection without unevaluated properties": Type.Intersect(
    [Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })],
    { unevaluatedProperties: false },
  ),
  not: Type.Unsafe({ not: { type: "string" } }),
  "if then else": Type.Unsafe({
    if: { type: "number" },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { minimum: 1 },
    else: { type: "string" },
  }),
  "one of": Type.Unsafe({ oneOf: [{ type: "integer" }, { type: "number", minimum: 2 }] }),
  "dependent required": Type.Unsafe({ type: "object", dependentRequired: { a: ["b"] } }),
  "property names": Type.Unsafe({ type: "object", propertyNames: { maxLength: 1 } }),
  "several types": Type.Unsafe({ type: ["string", "null"] }),
  tree: Tree,
  "list of trees": Type.Object({ trees: Type.Array(Tree) }, CLOSED),
  json: Json,
};
