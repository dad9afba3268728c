import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sourceFiles } from "./source-files.ts";

/** Facts of AWS's by what each looks like in code, with the one room that holds it. */
const FACTS: readonly (readonly [string, RegExp])[] = [
  ["the grammar of channels", /A-Za-z0-9-\]\{0,48\}/],
  ["the list of authorization modes", /"AMAZON_COGNITO_USER_POOLS",?\s+"OPENID_CONNECT"/],
  ["the retention periods of CloudWatch Logs", /\b731, 1096\b|\b1096, 1827\b/],
  ["the expression of an Event API's name", /A-Za-z0-9_\\{1,2}- \]\{1,50\}/],
  ["the expression of a user pool's id", /_\[(?:A-Za-z0-9|0-9a-zA-Z)\]\+\$/],
  ["the longest timeout of a handler", /maximum: 29\b|TIMEOUT_SECONDS = 29\b/],
  ["the memory of a function", /128, 10_240|minimum: 128, maximum: 10_240/],
];

describe("a fact of AWS's stands in aws-facts alone:", () => {
  const files = sourceFiles(/\.ts$/).filter(({ path }) => !/^(?:tests|bench)\//.test(path));
  for (const [fact, look] of FACTS) {
    test(fact, () => {
      const homes = files.filter(({ text }) => look.test(text)).map(({ path }) => path);
      assert.equal(homes.length, 1, `found in ${homes.join(", ") || "no file"}`);
      assert.match(homes[0] ?? "", /^aws-facts\//);
    });
  }
});
