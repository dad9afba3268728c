import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultsOfSchema } from "../../bundle/schemas/compilable-schema.ts";
import { keywordOf, keywords } from "../../bundle/schemas/keywords.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { CHECKED_DIALECTS, validatorOf } from "./dialect-validators.ts";

const uris = {
  "draft-04": ["http://json-schema.org/draft-04/schema"],
  "draft-06": ["http://json-schema.org/draft-06/schema"],
  "draft-07": ["http://json-schema.org/draft-07/schema"],
  "2019-09": ["core", "applicator", "validation", "meta-data", "content", "format"].map(
    (name) => `https://json-schema.org/draft/2019-09/meta/${name}`,
  ),
  "2020-12": [
    ...["core", "applicator", "unevaluated", "validation", "meta-data", "content"],
    "format-annotation",
  ].map((name) => `https://json-schema.org/draft/2020-12/meta/${name}`),
} as const;

/** Values of every kind that somebody might give to a keyword. */
const values: readonly unknown[] = [
  ...[-1, 0, 1, 1.5, "", "a", "5", true, false, null],
  ...[[], ["a"], ["a", "a"], [1], [true], [{}], [{ type: "string" }]],
  ...[{}, { a: true }, { a: {} }, { a: 1 }, { a: ["b"] }, { a: ["b", "b"] }, { type: "string" }],
];

describe("the table of keywords", () => {
  for (const dialect of CHECKED_DIALECTS) {
    const validator = validatorOf(dialect);
    const properties = uris[dialect].flatMap((uri) => {
      const schema = validator.getSchema(uri)?.schema as { properties: object } | undefined;
      assert.ok(schema, uri);
      return Object.keys(schema.properties);
    });

    test(`has every keyword of ${dialect}'s meta-schema`, () => {
      assert.ok(properties.length > 25);
      const lost = properties.filter((name) => {
        const keyword = keywordOf(name);
        return !keyword || !(keyword.dialects?.includes(dialect) ?? true);
      });
      // Old spellings that the later meta-schemas list to reserve their names.
      const reserved = ["dependencies", "$recursiveAnchor", "$recursiveRef"];
      const expected = dialect === "2020-12" ? reserved : [];
      assert.deepEqual(lost.sort(), expected.filter((name) => properties.includes(name)).sort());
    });

    test(`refuses every value that ${dialect}'s meta-schema refuses`, () => {
      let refused = 0;
      for (const name of Object.keys(keywords).filter((one) => properties.includes(one))) {
        // References lead nowhere here; they are refused for that.
        if (name === "$schema" || /[rR]ef$/.test(name)) {
          continue;
        }
        for (const value of values) {
          const schema = { [name]: value };
          if (validator.validateSchema(schema)) {
            continue;
          }
          refused += 1;
          const faults = faultsOfSchema(jsonSchema({ enum: [1], ...schema }, { dialect }));
          // Examples are data, of whatever form; draft-04 alone wants a name in every list of them.
          if (name === "examples" || JSON.stringify(schema) === '{"required":[]}') {
            continue;
          }
          assert.notEqual(faults.length, 0, `${name}: ${JSON.stringify(value)}`);
        }
      }
      assert.ok(refused > 300, `${refused} values were refused`);
    });
  }
});
