import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { faultsOfSchema } from "../../bundle/schemas/compilable-schema.ts";
import { findFaults } from "../../runtime/faults.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { compileSchemas } from "./compiled-module.ts";
import { CHECKED_DIALECTS, validatorOf } from "./dialect-validators.ts";
import { generatedSchema, generatedValue } from "./generated-schemas.ts";

const SCHEMAS_PER_DIALECT = 300;
const VALUES_PER_SCHEMA = 40;

describe("a schema of a dialect", () => {
  for (const dialect of CHECKED_DIALECTS) {
    test(`decides as an independent validator of ${dialect} does`, async (t) => {
      const validator = validatorOf(dialect);
      const schemas = fc
        .sample(generatedSchema(dialect), { numRuns: SCHEMAS_PER_DIALECT * 3, seed: 1 })
        .filter((schema) => faultsOfSchema(jsonSchema(schema, { dialect })).length === 0)
        .slice(0, SCHEMAS_PER_DIALECT);
      const compiled = await compileSchemas(
        Object.fromEntries(
          schemas.map((schema, index) => [String(index), jsonSchema(schema, { dialect })]),
        ),
      );
      const counts = { valid: 0, invalid: 0 };
      for (const [index, schema] of schemas.entries()) {
        const { check, faults } = compiled.get(String(index)) ?? assert.fail();
        const expected = validator.compile(schema);
        const values = fc.sample(generatedValue, { numRuns: VALUES_PER_SCHEMA, seed: index });
        for (const value of values) {
          const valid = expected(value);
          counts[valid ? "valid" : "invalid"] += 1;
          const what = `${JSON.stringify(schema)} of ${JSON.stringify(value)}`;
          assert.equal(check(value), valid, what);
          const [fault] = findFaults(faults, value);
          const blind = fault?.reason === "must match the channel's schema";
          assert.equal(blind, valid, `${what}: ${fault?.pointer} ${fault?.reason}`);
        }
      }
      t.diagnostic(
        `${dialect}: ${schemas.length} schemas, ${counts.valid} valid and ${counts.invalid} invalid values`,
      );
      assert.ok(schemas.length >= 150, `${schemas.length} schemas were taken`);
      assert.ok(counts.valid > 2000 && counts.invalid > 2000);
    });
  }
});
