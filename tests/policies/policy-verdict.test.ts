import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  digestOf,
  type PolicyVerdict,
  readVerdict,
} from "../../policies/verdict/policy-verdict.ts";
import { now } from "./judge.ts";

const content = {
  version: "0.1.0",
  day: "2026-05-20",
  violated: [],
  api: ["abc123"],
  webAcl: ["arn:aws:wafv2:eu-west-1:999999999999:regional/webacl/shared/1"],
  resources: `sha256:${"0".repeat(64)}`,
};
function sealed(changes: Partial<Omit<PolicyVerdict, "digest">> = {}): PolicyVerdict {
  const verdict = { ...content, ...changes };
  return { ...verdict, digest: digestOf(verdict) };
}

function read(value: unknown) {
  return readVerdict("acme/platform/prod", value, "0.1.0", now);
}

describe("the verdict of another stack", () => {
  test("vouches for what it names, for 90 days", () => {
    const result = read(sealed());
    assert.ok("entries" in result);
    assert.deepEqual(
      result.entries.map(({ kind, matches, owner, reviewBy }) => [kind, matches, owner, reviewBy]),
      [
        ["api", "abc123", "acme/platform/prod", "2026-08-18"],
        ["webAcl", content.webAcl[0], "acme/platform/prod", "2026-08-18"],
      ],
    );
  });

  for (const [what, value, said] of [
    ["is not there", undefined, /exports no verdict/],
    ["is something else", { verdict: "passed" }, /exports no verdict/],
    ["would fit everything", sealed({ api: ["*"] }), /exports no verdict/],
    ["was changed", { ...sealed(), api: ["another"] }, /was changed/],
    [
      "was cleaned of its violations",
      { ...sealed({ violated: ["namespace-waf"] }), violated: [] },
      /was changed/,
    ],
    [
      "is of another version",
      sealed({ version: "0.0.9" }),
      /version 0\.0\.9 of the pack, this is 0\.1\.0/,
    ],
    ["names violations", sealed({ violated: ["namespace-waf"] }), /violates namespace-waf/],
    ["is old", sealed({ day: "2026-02-01" }), /judged on 2026-02-01, which is not within 90 days/],
    ["is of tomorrow", sealed({ day: "2026-06-02" }), /not within 90 days/],
    ["is of no day", sealed({ day: "yesterday" }), /not within 90 days/],
  ] as const) {
    test(`vouches for nothing when it ${what}`, () => {
      const result = read(value);
      assert.match("problem" in result ? result.problem : "", said);
    });
  }
});
