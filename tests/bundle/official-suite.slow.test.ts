import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultsOfSchema } from "../../bundle/schemas/compilable-schema.ts";
import { findFaults } from "../../runtime/faults.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { compileSchemas } from "./compiled-module.ts";
import { readOfficialSuite, SUITE_DIALECTS } from "./official-suite.ts";

/** What the suite asks for and the build refuses instead, by the words that it refuses it with. */
const REFUSALS: Readonly<Record<string, RegExp>> = {
  "documents elsewhere, which are not fetched": /refers to another document|no schema in this one/,
  "a $dynamicRef or $recursiveRef with several ends": /depends on the way by which it is reached/,
  "keywords that check nothing where they stand": /checks? nothing/,
  "schemas that check nothing at all": /no keyword that checks anything|is (true|false) for every/,
  "keywords of another dialect": /is not a keyword of/,
  "keywords that nobody knows": /is not a keyword of JSON Schema/,
  "keywords that together let nothing through": /so that no (value|object|list) matches/,
  "keywords next to $ref before 2019-09": /stands next to \$ref/,
  "names that every object has": /which every JavaScript object has already/,
  "a dialect of one's own": /must name a dialect/,
  "keywords of a type that is not the one beside": /checks values of the type/,
};

/** Cases that are decided otherwise than by the suite: formats are checked, not merely noted. */
const OTHERWISE: Readonly<Record<string, number>> = { "2020-12 format.json": 19 };

describe("the official JSON Schema test suite", () => {
  for (const dialect of SUITE_DIALECTS) {
    test(`is decided as it says or refused by the build, for ${dialect}`, async (t) => {
      const groups = (await readOfficialSuite(dialect)).map((group, index) => {
        const { schema } = group;
        const named = typeof schema === "boolean" || "$schema" in schema;
        const given = named ? schema : jsonSchema(schema, { dialect });
        return { ...group, name: String(index), given, fault: faultsOfSchema(given)[0] };
      });
      const taken = groups.filter(({ fault }) => fault === undefined);
      const compiled = await compileSchemas(
        Object.fromEntries(taken.map(({ name, given }) => [name, given as object])),
      );
      const counts: Record<string, number> = {};
      const differing: Record<string, number> = {};
      const count = (key: string, by = 1) => {
        counts[key] = (counts[key] ?? 0) + by;
      };
      for (const { name, file, description, tests, fault } of groups) {
        if (fault) {
          const reason = Object.keys(REFUSALS).find((key) => REFUSALS[key]?.test(fault.problem));
          assert.ok(reason, `${file}: ${description}: ${fault.problem}`);
          count(`refused: ${reason}`, tests.length);
          continue;
        }
        const { check, faults } = compiled.get(name) ?? assert.fail(description);
        for (const { data, valid, description: what } of tests) {
          const verdict = check(data);
          if (verdict === valid) {
            count("decided as the suite says");
          } else {
            differing[`${dialect} ${file}`] = (differing[`${dialect} ${file}`] ?? 0) + 1;
          }
          const found = findFaults(faults, data);
          const blind = found[0]?.reason === "must match the channel's schema";
          assert.equal(blind, verdict, `${file}: ${description}: ${what}: ${found[0]?.reason}`);
        }
      }
      for (const [key, cases] of Object.entries(counts)) {
        t.diagnostic(`${dialect}: ${cases} ${key}`);
      }
      assert.ok((counts["decided as the suite says"] ?? 0) > 500);
      const expected = Object.entries(OTHERWISE).filter(([key]) => key.startsWith(`${dialect} `));
      assert.deepEqual(differing, Object.fromEntries(expected));
    });
  }
});
