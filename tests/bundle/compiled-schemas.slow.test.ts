import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { Value } from "typebox/value";
import type { CompiledSchema } from "../../runtime/compiled-schemas.ts";
import { findFaults, maxFaults } from "../../runtime/faults.ts";
import { compileSchemas } from "./compiled-module.ts";
import { schemaCorpus } from "./schema-corpus.ts";
import { valuesFor } from "./schema-values.ts";

const VALUES_PER_SCHEMA = 400;

let compiled: ReadonlyMap<string, CompiledSchema>;
before(async () => {
  compiled = await compileSchemas(schemaCorpus);
});

function compiledOf(name: string): CompiledSchema {
  const found = compiled.get(name);
  assert.ok(found, `${name} was compiled`);
  return found;
}

function pointsInto(value: unknown, pointer: string): boolean {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const parents = keys.slice(0, -1);
  let place = value;
  for (const key of parents) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, key)) {
      return false;
    }
    place = (place as Record<string, unknown>)[key];
  }
  return keys.length === 0 || (typeof place === "object" && place !== null);
}

describe("a compiled schema", () => {
  test("agrees with TypeBox's own check on every generated value", (t) => {
    const counts = { schemas: 0, valid: 0, invalid: 0 };
    for (const [name, schema] of Object.entries(schemaCorpus)) {
      const { check } = compiledOf(name);
      counts.schemas += 1;
      fc.assert(
        fc.property(valuesFor(schema), (value) => {
          const expected = Value.Check(schema, value);
          counts[expected ? "valid" : "invalid"] += 1;
          assert.equal(check(value), expected, name);
        }),
        { numRuns: VALUES_PER_SCHEMA },
      );
    }
    t.diagnostic(
      `${counts.schemas} schemas: ${counts.valid} valid and ${counts.invalid} invalid values`,
    );
    assert.ok(counts.valid > counts.schemas * 20 && counts.invalid > counts.schemas * 20);
  });

  test("names one to three faults of every refused value, at places that are there", () => {
    for (const [name, schema] of Object.entries(schemaCorpus)) {
      const { check, faults } = compiledOf(name);
      fc.assert(
        fc.property(valuesFor(schema), (value) => {
          if (check(value)) {
            return;
          }
          const found = findFaults(faults, value);
          assert.ok(found.length >= 1 && found.length <= maxFaults, name);
          for (const { pointer } of found) {
            assert.ok(pointsInto(value, pointer), `${name} ${pointer}`);
          }
        }),
        { numRuns: VALUES_PER_SCHEMA },
      );
    }
  });

  test("finds the place of a fault itself, not only that there is one", () => {
    const place = (name: string, value: unknown) => findFaults(compiledOf(name).faults, value);
    assert.deepEqual(place("nested objects", { a: { b: { c: 1.5 } } }), [
      { pointer: "/a/b/c", reason: "must be an integer" },
    ]);
    assert.deepEqual(place("object with odd keys", { "a/b": 1, "c~d": 1, 'e"f': "x" }), [
      { pointer: "/c~0d", reason: "must be null" },
    ]);
    assert.deepEqual(
      place("list of trees", { trees: [{ id: "a", children: [{ id: 1, children: [] }] }] }),
      [{ pointer: "/trees/0/children/0/id", reason: "must be a string" }],
    );
    assert.deepEqual(place("format email", "nobody"), [
      { pointer: "", reason: "must be in the format email" },
    ]);
    assert.deepEqual(place("union of literals", "b"), [
      { pointer: "", reason: "must be one of the allowed values" },
    ]);
  });
});
