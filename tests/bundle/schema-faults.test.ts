import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type TSchema, Type } from "typebox";
import { z } from "zod";
import { z as z3 } from "zod/v3";
import { faultsOfSchema } from "../../bundle/schemas/compilable-schema.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";

const TEXT = { type: "string" };
const Room = Type.Object({ name: Type.String() });
const rooms = Type.Module({ Room, Rooms: Type.Array(Type.Ref("Room")) });
const ITSELF: Record<string, unknown> = { type: "object", properties: {} };
Object.assign(ITSELF.properties as object, { itself: ITSELF });

/** Schemas by what is wrong with them: the place, the problem and the fix that the build names. */
const refused: Readonly<Record<string, readonly [schema: unknown, fault: RegExp]>> = {
  "Zod 4": [z.object({ a: z.string() }), /^ must be a schema of TypeBox.* got one of Zod.*toJSON/],
  "Zod 3": [z3.object({ a: z3.string() }), /^ .*got one of Zod/],
  "Zod in a property": [
    Type.Object({ a: z.string() as unknown as TSchema }),
    /^\/properties\/a .*got one of Zod/,
  ],
  "any library of Standard Schema": [
    { "~standard": { version: 1, vendor: "lib", validate: () => ({ value: 1 }) } },
    /^ .*got one of lib/,
  ],
  "an object with functions": [{ parse: () => 1 }, /^ .*holds functions: parse/],
  "a whole module": [rooms, /^ must be one schema.*Room, Rooms.*Type\.Module\(\), as in Module\./],
  "properties without Type.Object": [{ a: Type.String() }, /^ .*write Type\.Object\(/],
  "a class": [class Order {}, /^ must be a schema, got a function/],
  "an instance": [new Map(), /^ must be a schema, got an instance of Map/],
  "a string": ["string", /^ must be a schema, got "string".*Type\.String\(\)/],
  null: [null, /^ must be a schema, got null/],
  undefined: [undefined, /^ must be a schema, got undefined/],
  "a list": [[Room], /^ must be a schema, got \[.*Type\.Union/],
  "a number in a property": [{ properties: { a: 5 } }, /^\/properties\/a must be a schema, got 5/],
  "an empty object": [{}, /^ has no keyword that checks.*Type\.Unknown\(\)/],
  "Type.Unsafe of nothing": [Type.Unsafe({}), /^ has no keyword that checks/],
  "annotations only": [{ title: "a", "x-b": 1 }, /^ has no keyword that checks.*only title, x-b/],
  "definitions only": [{ $defs: { A: TEXT } }, /^ has no keyword .*add \$ref: "#\/\$defs\/A"/],
  "an allOf of nothing": [{ allOf: [{}] }, /^ has no keyword that checks.*Type\.Unknown\(\)/],
  "a union with any value": [Type.Union([Room, Type.Any()]), /^ has no keyword that checks/],
  "a reference to any value": [{ $ref: "#/$defs/A", $defs: { A: {} } }, /^ has no keyword that/],
  "two closed objects that exclude each other": [
    Type.Intersect([
      Type.Object({ a: Type.String() }, { additionalProperties: false }),
      Type.Object({ b: Type.String() }, { additionalProperties: false }),
    ]),
    /^ asks for what contradicts itself.*Type\.Intersect/,
  ],
  "types that exclude each other": [
    { allOf: [TEXT, { type: "number" }] },
    /^ asks for what contra/,
  ],
  true: [true, /^ is true for every event.*Type\.Unknown/],
  false: [false, /^ is false for every event/],
  "an object inside itself": [ITSELF, /^\/properties\/itself contains itself/],

  "a misspelt keyword": [{ minLenght: 3 }, /^\/minLenght is not a keyword.*write minLength$/],
  "a misspelt keyword far inside": [
    { anyOf: [{ items: { properties: { a: { requird: ["b"] } } } }, TEXT] },
    /^\/anyOf\/0\/items\/properties\/a\/requird is not a keyword.*write required$/,
  ],
  "a short form of a keyword": [
    { type: "object", additionalProps: false },
    /^\/additionalProps .*write additionalProperties$/,
  ],
  "a keyword of another library": [{ ...TEXT, min: 3 }, /^\/min .*minLength/],
  "a property among the keywords": [
    { type: "object", name: TEXT },
    /^\/name is not a keyword.*below properties/,
  ],
  "an annotation of one's own": [{ ...TEXT, owner: "me" }, /^\/owner .*x-owner$/],

  "a bound as a string": [{ maximum: "60" }, /^\/maximum .*got "60".*write 60 without quotes$/],
  "a bound that is infinite": [
    Type.Number({ maximum: Number.POSITIVE_INFINITY }),
    /^\/maximum must be a finite number/,
  ],
  "a bound that is not set": [
    { ...TEXT, maxLength: undefined },
    /^\/maxLength .*got undefined.*leave it out$/,
  ],
  "a negative length": [{ minLength: -1 }, /^\/minLength must be an integer of at least 0, got -1/],
  "a length with a fraction": [{ minItems: 1.5 }, /^\/minItems must be an integer/],
  "required as a string": [{ required: "a" }, /^\/required .*got "a".*write \["a"\]$/],
  "required as a flag": [{ required: true }, /^\/required .*required of the object/],
  "required twice": [{ required: ["a", "a"] }, /^\/required must be a list of different/],
  "enum as an object": [{ enum: {} }, /^\/enum must be a list/],
  "an empty enum": [{ enum: [] }, /^\/enum must be a list of at least one/],
  "an enum of what JSON has not": [{ enum: [1n] }, /^\/enum must be a list.*JSON/],
  "const of what JSON has not": [{ const: new Date(0) }, /^\/const must be a JSON value/],
  "pattern as a number": [{ pattern: 5 }, /^\/pattern must be a regular expression/],
  "multipleOf 0": [{ multipleOf: 0 }, /^\/multipleOf must be a number above 0/],
  "a misspelt type": [{ type: "strin" }, /^\/type must be .*got "strin".*write "string"$/],
  "a type in capitals": [{ type: "String" }, /^\/type .*write "string"$/],
  "no type in a list": [{ type: [] }, /^\/type must be/],
  "a type named as a member of every object": [{ type: "valueOf" }, /^\/type must be .*write one/],
  "a type of OpenAPI 2": [{ type: "file" }, /^\/type must be/],
  "no schema in anyOf": [{ anyOf: [] }, /^\/anyOf must be a list of at least one schema/],
  "properties as a list": [{ properties: [TEXT] }, /^\/properties must be an object of schemas/],
  "uniqueItems as a number": [{ uniqueItems: 1 }, /^\/uniqueItems must be true or false/],

  "a keyword of another type": [
    { ...TEXT, maximum: 3 },
    /^\/maximum checks values of the type number only.*"string".*remove maximum or write type/,
  ],
  "a format of a number": [{ type: "number", format: "date" }, /^\/format checks values of/],
  "properties of a list": [{ type: "array", properties: {} }, /^\/properties checks values/],
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  "then without if": [{ then: TEXT }, /^\/then checks nothing without if/],
  "if alone": [{ if: TEXT, type: "string" }, /^\/if checks nothing without then or else/],
  "maxContains alone": [{ maxContains: 1 }, /^\/maxContains checks nothing without contains/],

  "lengths that cross": [
    { minLength: 5, maxLength: 3 },
    /^\/minLength is 5 and maxLength is 3, so that no value matches/,
  ],
  "bounds that touch": [{ minimum: 3, exclusiveMaximum: 3 }, /^\/minimum is 3.*no value matches/],
  "a property that may not be": [
    Type.Unsafe({ ...Room, required: ["nmae"], additionalProperties: false }),
    /^\/required names "nmae".*no object matches/,
  ],
  "a constant of another type": [{ type: "number", const: "a" }, /^\/const .*no value matches/],

  "Type.BigInt": [Type.BigInt(), /^\/type .*got "bigint".*Type\.Integer\(\)/],
  "Type.Undefined": [Type.Undefined(), /^\/type .*Type\.Optional\(\)/],
  "Type.Void": [Type.Void(), /^\/type .*Type\.Null\(\)/],
  "Type.Symbol": [Type.Symbol(), /^\/type .*JSON has no such value/],
  "Type.Function": [Type.Function([], Type.String()), /^\/type .*JSON has no such value/],
  "Type.Constructor": [Type.Constructor([], Type.String()), /^\/type .*JSON has no such/],
  "Type.BigInt far inside": [
    Type.Array(Type.Object({ id: Type.Optional(Type.BigInt()) })),
    /^\/items\/properties\/id\/type .*got "bigint"/,
  ],
  "a type in the making": [
    Type.Object({ a: Type.Partial(Type.Ref("Room")) }),
    /^\/properties\/a must be a schema, got a type of TypeBox in the making: Deferred/,
  ],
  "Type.Refine": [Type.Refine(Type.String(), () => true), /^ holds a function \(Type\.Refine/],
  "Type.Codec in a property": [
    Type.Object({
      at: Type.Codec(Type.String())
        .Decode((at) => new Date(at))
        .Encode((at) => at.toISOString()),
    }),
    /^\/properties\/at holds a function \(Type\.Codec/,
  ],

  "a reference to a name that is not there": [
    Type.Object({ room: Type.Ref("Room") }),
    /^\/properties\/room\/\$ref refers to "Room", and no schema.*Type\.Cyclic/,
  ],
  "a reference to a place that is not there": [
    { $ref: "#/$defs/A", $defs: { B: TEXT } },
    /^\/\$ref refers to "#\/\$defs\/A", where nothing stands/,
  ],
  "a reference to what is not a schema": [
    { $ref: "#/$defs", $defs: [] },
    /^\/\$defs must be an object of schemas/,
  ],
  "a reference to another document": [
    { $ref: "https://example.com/order.json" },
    /^\/\$ref refers to another document.*below \$defs/,
  ],
  "a reference to itself": [{ $ref: "#" }, /^\/\$ref .*no check of it ends/],
  "a reference to a file": [
    { $ref: "room.json#/Room" },
    /^\/\$ref refers to another document, "room\.json/,
  ],
  "references in a circle": [
    { $ref: "#/$defs/A", $defs: { A: { anyOf: [TEXT, { $ref: "#/$defs/A" }] } } },
    /\/\$defs\/A\/anyOf\/1\/\$ref .*no check of it ends/,
  ],
  "an anchor that is not there": [{ $ref: "#node" }, /^\/\$ref .*that anchor.*#\/\$defs\/node/],

  "a pattern that does not end": [{ pattern: "(a" }, /^\/pattern .*Unterminated group/],
  "a pattern of Python": [{ pattern: "\\A[a-z]+\\Z" }, /^\/pattern .*\\A is not an escape.*\^/],
  "a named group of Python": [{ pattern: "(?P<a>b)" }, /^\/pattern .*\(\?<name>/],
  "a pattern of a key": [
    { patternProperties: { "(a": TEXT } },
    /^\/patternProperties\/\(a must be a regular expression/,
  ],
  "a pattern of a key without u": [
    { patternProperties: { "^[\\w-.]+$": TEXT } },
    /^\/patternProperties\/.* must be .*legal with the flag u.*hyphen/,
  ],
  "a RegExp that remembers": [
    Type.String({ pattern: /a/g as unknown as string }),
    /^\/pattern .*without the flags d, g, v and y/,
  ],
  "an unknown format": [{ format: "iban" }, /^\/format must be a format that is checked.*email/],
  "a misspelt format": [{ format: "emial" }, /^\/format .*write "email"$/],
  "a format of draft 3": [{ format: "ip-address" }, /^\/format .*write "ipv4"$/],

  "a property that every object has": [
    Type.Object({ constructor: Type.String() }),
    /^\/properties has a property named "constructor"/,
  ],
  "the same in required": [{ required: ["toString"] }, /^\/required .*"toString"/],

  "an unknown dialect": [
    { $schema: "https://example.com/meta", type: "string" },
    /^\/\$schema must name a dialect.*draft-07/,
  ],
  "a keyword that came later": [
    jsonSchema({ const: 1 }, { dialect: "draft-04" }),
    /^\/const is not a keyword of draft-04.*write enum/,
  ],
  "a keyword that is gone": [
    jsonSchema({ items: [TEXT] }, { dialect: "2020-12" }),
    /^\/items must be a schema in 2020-12.*prefixItems/,
  ],
  "nullable outside OpenAPI": [
    jsonSchema({ ...TEXT, nullable: true }, { dialect: "2020-12" }),
    /^\/nullable is not a keyword of 2020-12.*"null"\]/,
  ],
  "nullable without a type": [
    { allOf: [Room], nullable: true },
    /^\/nullable allows null only next to type.*anyOf/,
  ],
  "a flag where draft 6 has a number": [
    jsonSchema({ minimum: 1, exclusiveMinimum: true }, { dialect: "draft-06" }),
    /^\/exclusiveMinimum must be a number in draft-06/,
  ],
  "a flag without its bound": [{ exclusiveMinimum: true }, /^\/exclusiveMinimum is true without/],
  "a keyword next to $ref before 2019-09": [
    jsonSchema(
      { $ref: "#/definitions/a", maxLength: 3, definitions: { a: TEXT } },
      { dialect: "draft-07" },
    ),
    /^\/maxLength stands next to \$ref, where draft-07 ignores it.*allOf/,
  ],
};

describe("the build refuses", () => {
  for (const [name, [schema, expected]] of Object.entries(refused)) {
    test(`${name}`, () => {
      const faults = faultsOfSchema(schema);
      const lines = faults.map(({ pointer, problem, fix }) => `${pointer} ${problem}; ${fix}`);
      assert.ok(
        lines.some((line) => expected.test(line)),
        `${expected} in ${JSON.stringify(lines)}`,
      );
    });
  }
});

const order = { type: "object", properties: { id: TEXT }, required: ["id"] };

/** Schemas that are right, by what makes them look wrong. */
const taken: Readonly<Record<string, unknown>> = {
  "Type.Any, which says that everything passes": Type.Any(),
  "Type.Unknown, which says that everything passes": Type.Unknown(),
  "Type.Never, which says that nothing passes": Type.Never(),
  "a property that may be anything": Type.Unsafe({
    type: "object",
    properties: { a: {}, b: true },
  }),
  "keywords in data": {
    ...TEXT,
    default: { format: "png", minLenght: 1 },
    examples: [{ $ref: "#/nowhere" }],
    "x-a": { type: 5, $ref: "nowhere" },
    description: "a",
    $comment: "b",
    deprecated: true,
    readOnly: true,
    writeOnly: false,
    contentMediaType: "image/png",
  },
  "keywords in constants": { enum: [{ format: "png" }, { $ref: "#/nowhere" }] },
  "properties named as keywords": {
    properties: { $ref: TEXT, format: TEXT, items: { type: "array", items: TEXT }, enum: TEXT },
  },
  "a member of a module": rooms.Rooms,
  "a cyclic type": Type.Cyclic({ N: Type.Object({ n: Type.Array(Type.Ref("N")) }) }, "N"),
  "what Zod exports": z.toJSONSchema(
    z.object({
      email: z.email(),
      at: z.iso.datetime(),
      id: z.uuid().optional(),
      url: z.url(),
      file: z.base64(),
      key: z.ulid(),
      size: z.int().positive(),
      pair: z.tuple([z.string(), z.number()]),
      either: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("a") }),
        z.object({ kind: z.literal("b"), more: z.record(z.string(), z.boolean()) }),
      ]),
    }),
  ),
  "what Zod exports for draft 7": z.toJSONSchema(z.object({ a: z.tuple([z.string()]) }), {
    target: "draft-7",
  }),
  "what Zod exports for OpenAPI 3.0": z.toJSONSchema(
    z.object({ a: z.number().gt(3).nullable(), b: z.string().nullable() }),
    { target: "openapi-3.0" },
  ),
  "what pydantic exports": {
    $defs: {
      Cat: {
        properties: { kind: { const: "cat", title: "Kind", type: "string" } },
        required: ["kind"],
        title: "Cat",
        type: "object",
      },
      Dog: {
        properties: { kind: { const: "dog", title: "Kind", type: "string" } },
        required: ["kind"],
        title: "Dog",
        type: "object",
      },
    },
    properties: {
      pet: {
        discriminator: {
          mapping: { cat: "#/$defs/Cat", dog: "#/$defs/Dog" },
          propertyName: "kind",
        },
        oneOf: [{ $ref: "#/$defs/Cat" }, { $ref: "#/$defs/Dog" }],
        title: "Pet",
      },
      note: { anyOf: [TEXT, { type: "null" }], default: null, title: "Note" },
      anything: { title: "Anything" },
    },
    required: ["pet"],
    title: "Owner",
    type: "object",
  },
  "what pydantic 1 exports": {
    title: "Model",
    type: "object",
    properties: { a: { title: "A", allOf: [{ $ref: "#/definitions/B" }] } },
    definitions: { B: { title: "B", type: "object", properties: {} } },
  },
  "a schema of OpenAPI 3.0 with its document's components": jsonSchema(
    {
      $ref: "#/components/schemas/Order",
      components: {
        schemas: { Order: { ...order, example: { id: "1" }, xml: { name: "order" } } },
        parameters: { a: { name: "a", in: "query" } },
      },
    },
    { dialect: "openapi-3.0" },
  ),
  "a pattern that is legal without u": { pattern: "^[\\w-.]+$" },
  "a pattern as a RegExp": Type.String({ pattern: /^[a-z]+$/i }),
};

describe("the build takes", () => {
  for (const [name, schema] of Object.entries(taken)) {
    test(name, () => assert.deepEqual(faultsOfSchema(schema), []));
  }
});
