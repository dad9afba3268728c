import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type TSchema, Type } from "typebox";
import { z } from "zod";
import type { CompiledSchema } from "../../runtime/compiled-schemas.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { compileSchemas } from "./compiled-module.ts";

const TEXT = { type: "string" };
const OPEN_API = { dialect: "openapi-3.0" } as const;

/** Schemas as teams have them, with values that they take and values that they refuse. */
const spellings: Readonly<
  Record<string, readonly [schema: TSchema, taken: readonly unknown[], refused: readonly unknown[]]>
> = {
  "int32 of OpenAPI": [
    jsonSchema({ type: "integer", format: "int32" }, OPEN_API),
    [0, -(2 ** 31), 2 ** 31 - 1],
    [2 ** 31, -(2 ** 31) - 1, 0.5, "1"],
  ],
  "int32 with a bound of its own": [
    jsonSchema({ type: "integer", format: "int32", minimum: 5, maximum: 2 ** 40 }, OPEN_API),
    [5, 2 ** 31 - 1],
    [4, 2 ** 31],
  ],
  "int64 of a number": [jsonSchema({ type: "number", format: "int64" }), [2 ** 53], [0.5, 2 ** 65]],
  "int64 of a string": [
    jsonSchema({ type: ["string", "integer"], format: "int64" }),
    ["9007199254740993", 1],
    [0.5],
  ],
  "float and double": [
    jsonSchema({ items: { type: "number", format: "double" }, prefixItems: [{ format: "float" }] }),
    [[1.5, 1e300]],
    [[1e300], [1, "a"]],
  ],
  byte: [
    jsonSchema({ type: "string", format: "byte", pattern: "^a" }, OPEN_API),
    ["aGk=", "abcd"],
    ["aGk", "hGk=", "a!!!"],
  ],
  base64url: [jsonSchema({ type: "string", format: "base64url" }), ["a-_b", "a-"], ["a+/b"]],
  "password and binary": [
    jsonSchema({ properties: { a: { ...TEXT, format: "password" }, b: { format: "binary" } } }),
    [{ a: "x", b: "y" }],
    [{ a: 1 }],
  ],
  nullable: [
    jsonSchema({ ...TEXT, nullable: true, minLength: 2 }, OPEN_API),
    [null, "ab"],
    ["a", 1],
  ],
  "nullable: false": [jsonSchema({ ...TEXT, nullable: false }), ["a"], [null]],
  "bounds with flags": [
    jsonSchema({ minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: false }),
    [1.5, 3, "a"],
    [1, 3.5],
  ],
  "components of an OpenAPI document": [
    jsonSchema(
      {
        $ref: "#/components/schemas/Order",
        components: {
          schemas: {
            Order: { required: ["id"], properties: { id: { $ref: "#/components/schemas/Id" } } },
            Id: { ...TEXT, minLength: 2, example: "ab" },
          },
        },
      },
      OPEN_API,
    ),
    [{ id: "ab" }],
    [{}, { id: "a" }],
  ],
  "ids of draft-04": [
    jsonSchema(
      {
        id: "http://example.com/root.json",
        properties: { a: { $ref: "part.json" } },
        definitions: { part: { id: "part.json", type: "integer" } },
      },
      { dialect: "draft-04" },
    ),
    [{ a: 1 }],
    [{ a: "x" }],
  ],
  "anchors of draft-07": [
    jsonSchema(
      { properties: { a: { $ref: "#part" } }, definitions: { p: { $id: "#part", ...TEXT } } },
      { dialect: "draft-07" },
    ),
    [{ a: "x" }],
    [{ a: 1 }],
  ],
  "$recursiveRef of 2019-09": [
    jsonSchema(
      { $recursiveAnchor: true, properties: { a: { $recursiveRef: "#" } }, required: ["b"] },
      { dialect: "2019-09" },
    ),
    [{ b: 1, a: { b: 1 } }],
    [{ b: 1, a: {} }],
  ],
  "$dynamicRef of 2020-12": [
    jsonSchema({
      $dynamicAnchor: "node",
      properties: { children: { type: "array", items: { $dynamicRef: "#node" } } },
      required: ["id"],
    }),
    [{ id: 1, children: [{ id: 2 }] }],
    [{ id: 1, children: [{}] }],
  ],
  "a pattern that is legal without u only": [
    jsonSchema({ properties: { a: { pattern: "^[\\w-.]+$" } } }),
    [{ a: "a-b.c" }],
    [{ a: "a b" }],
  ],
  "a RegExp with flags": [
    Type.String({ pattern: /^[a-z]+$/i as unknown as string }),
    ["aB"],
    ["a1"],
  ],
  "unevaluatedProperties, which is not about lists": [
    jsonSchema({ properties: { a: TEXT }, unevaluatedProperties: false }),
    [{ a: "x" }, [1, 2], "a"],
    [{ b: 1 }],
  ],
  "an allOf with unevaluatedProperties and several types": [
    jsonSchema({
      type: ["object", "array"],
      allOf: [{ properties: { a: TEXT } }],
      unevaluatedProperties: { type: "integer" },
      minItems: 1,
    }),
    [{ a: "x", b: 1 }, [1, "b"]],
    [{ b: "x" }, [], "a"],
  ],
  "data of annotations": [
    jsonSchema({ ...TEXT, default: { format: "png" }, examples: [{ $ref: "#/nowhere" }] }),
    ["a"],
    [1],
  ],
  "two cyclic types of one name": [
    Type.Object({
      a: Type.Cyclic(
        { N: Type.Object({ n: Type.Optional(Type.Ref("N")), x: Type.String() }) },
        "N",
      ),
      b: Type.Cyclic(
        { N: Type.Object({ n: Type.Optional(Type.Ref("N")), x: Type.Number() }) },
        "N",
      ),
    }),
    [{ a: { x: "s", n: { x: "t" } }, b: { x: 1, n: { x: 2 } } }],
    [
      { a: { x: "s", n: { x: 1 } }, b: { x: 1 } },
      { a: { x: "s" }, b: { x: 1, n: { x: "s" } } },
    ],
  ],
  "what Zod exports": [
    jsonSchema(
      z.toJSONSchema(
        z.object({ id: z.ulid(), kind: z.enum(["a", "b"]), more: z.record(z.string(), z.int()) }),
      ),
    ),
    [{ id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", kind: "a", more: { a: 1 } }],
    [
      { id: "x", kind: "a", more: {} },
      { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", kind: "a", more: { a: 0.5 } },
      { id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", kind: "c", more: {} },
    ],
  ],
  "what Zod exports for OpenAPI 3.0": [
    jsonSchema(
      z.toJSONSchema(z.object({ a: z.number().gt(3).nullable(), b: z.string().nullable() }), {
        target: "openapi-3.0",
      }),
      OPEN_API,
    ),
    [
      { a: 4, b: null },
      { a: null, b: "x" },
    ],
    [{ a: 3, b: null }, { a: 4 }, { a: 4, b: 1 }],
  ],
};

describe("a schema is taken as its author means it:", () => {
  let compiled: ReadonlyMap<string, CompiledSchema>;
  before(async () => {
    const schemas = Object.entries(spellings).map(([name, [schema]]) => [name, schema]);
    compiled = await compileSchemas(Object.fromEntries(schemas));
  });
  for (const [name, [, taken, refused]] of Object.entries(spellings)) {
    test(name, () => {
      const { check } = compiled.get(name) ?? assert.fail(name);
      for (const value of taken) {
        assert.equal(check(value), true, JSON.stringify(value));
      }
      for (const value of refused) {
        assert.equal(check(value), false, JSON.stringify(value));
      }
    });
  }
});
