import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type TSchema, Type } from "typebox";
import type { CompiledSchema } from "../../runtime/compiled-schemas.ts";
import { findFaults } from "../../runtime/faults.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { compileSchemas } from "./compiled-module.ts";

const CLOSED = { additionalProperties: false };
const TEXT = { type: "string" };
const Circle = Type.Object({ kind: Type.Literal("circle"), radius: Type.Number({ minimum: 1 }) });
const Square = Type.Object({
  kind: Type.Literal("square"),
  corner: Type.Object({ x: Type.Integer() }, CLOSED),
});
const Line = Type.Object({ kind: Type.Enum(["line", "arrow"]), to: Type.String() });

/** A schema, a value that it refuses, and the faults that its publisher reads. */
type Case = readonly [schema: TSchema, value: unknown, ...faults: readonly string[]];

const cases: Readonly<Record<string, Case>> = {
  "a reference": [
    jsonSchema({
      properties: { a: { $ref: "#/definitions/A" } },
      definitions: { A: { properties: { b: { $ref: "#/definitions/B" } } }, B: TEXT },
    }),
    { a: { b: 1 } },
    "/a/b must be a string",
  ],
  "a reference with keywords beside": [
    jsonSchema({ properties: { a: { $ref: "#/$defs/A", minLength: 2 } }, $defs: { A: TEXT } }),
    { a: "x" },
    "/a must have at least 2 characters",
  ],
  "a recursive reference": [
    jsonSchema({ properties: { next: { $ref: "#" }, id: { type: "integer" } } }),
    { next: { next: { id: "a" } } },
    "/next/next/id must be an integer",
  ],
  allOf: [
    Type.Intersect([
      Type.Object({ a: Type.Object({ b: Type.Integer() }) }),
      Type.Object({ c: Type.String() }),
    ]),
    { a: { b: "x" } },
    "/a/b must be an integer",
    "/c is required",
  ],
  "unevaluatedProperties next to allOf": [
    Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })], {
      unevaluatedProperties: false,
    }),
    { a: "", b: "", c: "" },
    "  must not have other properties",
  ],
  "a condition that holds": [
    jsonSchema({
      if: { properties: { country: { const: "US" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { zip: { pattern: "^[0-9]{5}$" } }, required: ["zip"] },
      else: { properties: { postcode: { minLength: 3 } } },
    }),
    { country: "US", zip: "a" },
    "/zip must match the pattern",
  ],
  "a condition that does not hold": [
    jsonSchema({
      if: { properties: { country: { const: "US" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ["zip"] },
      else: { properties: { postcode: { minLength: 3 } } },
    }),
    { country: "UK", postcode: "a" },
    "/postcode must have at least 3 characters",
  ],
  "a discriminated union": [
    Type.Object({ shape: Type.Union([Circle, Square, Line]) }),
    { shape: { kind: "circle", radius: 0 } },
    '/shape/radius must be at least 1 (kind "circle")',
  ],
  "a discriminated union, further inside": [
    Type.Array(Type.Union([Circle, Square, Line])),
    [
      { kind: "line", to: "b" },
      { kind: "square", corner: { x: 1.5, y: 2 } },
    ],
    '/1/corner/x must be an integer (kind "square")',
    '/1/corner must not have other properties (kind "square")',
  ],
  "a discriminator of several values": [
    Type.Union([Circle, Line]),
    { kind: "arrow" },
    '/to is required (kind "arrow")',
  ],
  "a discriminator of no branch": [
    Type.Object({ shape: Type.Union([Circle, Square]) }),
    { shape: { kind: "star" } },
    "/shape/kind must be one of the allowed values",
  ],
  "a discriminator that is absent": [
    Type.Union([Circle, Square]),
    { radius: 3 },
    "/kind is required",
  ],
  "a discriminated union of references": [
    jsonSchema({
      oneOf: [{ $ref: "#/$defs/Cat" }, { allOf: [{ $ref: "#/$defs/Dog" }] }],
      $defs: {
        Cat: {
          properties: { pet: { const: "cat" }, lives: { type: "integer" } },
          required: ["pet"],
        },
        Dog: { properties: { pet: { const: "dog" }, name: TEXT }, required: ["pet"] },
      },
    }),
    { pet: "dog", name: 3 },
    '/name must be a string (pet "dog")',
  ],
  "the nearest branch of a union without a discriminator": [
    Type.Union([
      Type.Object({ text: Type.String(), at: Type.Integer() }, { title: "Message" }),
      Type.Object({ file: Type.String(), size: Type.Integer() }, { title: "Upload" }),
    ]),
    { file: "a.png", size: "big" },
    "/size must be an integer (form Upload)",
  ],
  "the nearest branch by its number": [
    jsonSchema({ anyOf: [{ required: ["a", "b"] }, { required: ["a", "c", "d"] }] }),
    { a: 1, c: 1 },
    "/b is required (form 1 of 2)",
  ],
  "the only branch of the value's type": [
    Type.Union([Type.Null(), Type.String({ minLength: 3 })]),
    "a",
    "  must have at least 3 characters",
  ],
  "a value of no branch's type": [
    Type.Object({ a: Type.Union([Type.String(), Type.Null()]) }),
    { a: 5 },
    "/a must match one of the allowed forms",
  ],
  "several branches of oneOf": [
    jsonSchema({ oneOf: [{ type: "integer" }, { minimum: 2 }] }),
    3,
    "  must match exactly one of the allowed forms",
  ],
  dependentSchemas: [
    jsonSchema({ dependentSchemas: { card: { properties: { address: TEXT } } } }),
    { card: "1", address: 5 },
    "/address must be a string",
  ],
  "dependencies of draft-07": [
    jsonSchema({ dependencies: { card: ["address"], a: { required: ["b"] } } }),
    { card: "1", a: 1 },
    "/b is required",
    "/address is required",
  ],
  contains: [
    Type.Object({ tags: Type.Unsafe({ type: "array", contains: { const: "a" }, minContains: 2 }) }),
    { tags: ["a", "b"] },
    "/tags must contain at least 2 of the items that it is for",
  ],
  "prefixItems and the items after": [
    jsonSchema({ prefixItems: [TEXT, { type: "integer" }], items: { type: "boolean" } }),
    ["a", 1.5, true, "b"],
    "/1 must be an integer",
    "/3 must be a boolean",
  ],
  "a tuple with more items than it has": [
    jsonSchema({ items: [TEXT], additionalItems: false }, { dialect: "draft-07" }),
    ["a", "b"],
    "/1 must not be present",
  ],
  "patternProperties, beside a named property": [
    jsonSchema({ properties: { ab: TEXT }, patternProperties: { "^a": { minLength: 2 } } }),
    { ab: "x", ac: "y" },
    "/ab must have at least 2 characters",
    "/ac must have at least 2 characters",
  ],
  propertyNames: [
    jsonSchema({ properties: { a: { propertyNames: { maxLength: 2 } } } }),
    { a: { abc: 1 } },
    "/a/abc has a name that must have at most 2 characters",
  ],
  not: [
    jsonSchema({ properties: { a: { not: { required: ["b"] } } } }),
    { a: { b: 1 } },
    "/a must not have the excluded form",
  ],
  "several types": [
    jsonSchema({ properties: { a: { type: ["string", "null"] } } }),
    { a: 1 },
    "/a must be a string or null",
  ],
  "nullable of OpenAPI": [
    jsonSchema(
      { properties: { a: { type: "string", nullable: true } } },
      { dialect: "openapi-3.0" },
    ),
    { a: 1 },
    "/a must be a string or null",
  ],
};

const names = Object.keys(cases);
let compiled: ReadonlyMap<string, CompiledSchema>;
const bomb = Type.Cyclic(
  {
    Node: Type.Object({
      a: Type.Union([Type.Ref("Node"), Type.Array(Type.Ref("Node")), Type.Integer()]),
      b: Type.Union([Type.Ref("Node"), Type.Array(Type.Ref("Node")), Type.Integer()]),
    }),
  },
  "Node",
);
const wide = Type.Union(
  Array.from({ length: 20 }, (_, index) => Type.Array(Type.Integer({ minimum: -index }))),
);
const secret = jsonSchema({
  type: "object",
  anyOf: [
    { properties: { card: { const: "4111" }, key: { pattern: "^sk_" } }, required: ["card"] },
    { properties: { card: { enum: ["secret-a", "secret-b"] } }, required: ["card"] },
  ],
});
before(async () => {
  const schemas = names.map((name) => [name, cases[name]?.[0] as TSchema]);
  compiled = await compileSchemas({ ...Object.fromEntries(schemas), bomb, wide, secret });
});

function faultsOf(name: string, value: unknown): string[] {
  const { check, faults } = compiled.get(name) ?? assert.fail(name);
  assert.equal(check(value), false, "the value is refused");
  return findFaults(faults, value).map(({ pointer, reason }) => `${pointer || " "} ${reason}`);
}

describe("a fault names its place and what is wrong there, inside", () => {
  for (const [name, [, value, ...expected]] of Object.entries(cases)) {
    test(name, () => assert.deepEqual(faultsOf(name, value), expected));
  }
});

describe("the search for faults", () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? "x" : { a: nested(depth - 1), b: nested(depth - 1) };

  const readsOf = (name: string, value: unknown): number => {
    const node = compiled.get(name)?.faults ?? assert.fail();
    let reads = 0;
    const counted = (inner: unknown): unknown =>
      typeof inner !== "object" || inner === null
        ? inner
        : new Proxy(inner, {
            get: (target, key) => {
              reads += 1;
              return counted(Reflect.get(target, key));
            },
          });
    assert.ok(findFaults(node, counted(value)).length > 0);
    return reads;
  };

  test("ends early in unions of unions and long lists, and still gives a fault", () => {
    const list = [...Array.from({ length: 5000 }, (_, index) => index), "x"];
    for (const reads of [readsOf("bomb", nested(12)), readsOf("wide", list)]) {
      assert.ok(reads < 20_000, `${reads} reads`);
    }
  });

  test("tells no constant of the schema that the publisher has not sent, and no value", () => {
    for (const value of [
      { card: "mine" },
      { card: 1, key: "x" },
      {},
      "hidden",
      { card: "4111", key: "x" },
    ]) {
      const told = faultsOf("secret", value).join();
      assert.doesNotMatch(told.replace('(card "4111")', ""), /4111|secret|sk_|mine|hidden/, told);
    }
  });
});
