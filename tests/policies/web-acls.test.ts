import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll } from "./judge.ts";
import { closed, open } from "./stacks/web-acls.ts";

async function ofWebAcl(...args: Parameters<typeof judgeAll>) {
  return (await judgeAll(...args)).filter(({ policy }) => policy === "namespace-waf");
}

test("a rule group of another stack can be vouched for by its ARN", async () => {
  const [program] = open["a rule group that nobody sees"] ?? [];
  assert.ok(program);
  const [finding] = await ofWebAcl(program, "preview");
  assert.deepEqual(finding?.elsewhere, {
    kind: "ruleGroup",
    names: ["arn:aws:wafv2:eu-west-1:123456789012:regional/rulegroup/central/1"],
  });
});

/** ARNs of sets and groups are known at the update only; which of several is meant is seen then. */
for (const phase of ["preview", "update"] as const) {
  describe(`at ${phase}, a web ACL blocks nothing`, () => {
    for (const [name, [program, said]] of Object.entries(open)) {
      test(`with ${name}`, async () => {
        const [finding, ...others] = await ofWebAcl(program, phase);
        assert.deepEqual(others, []);
        assert.equal(finding?.resource.name, "acl");
        assert.match(finding?.found ?? "", said);
      });
    }
  });

  describe(`at ${phase}, a web ACL guards`, () => {
    for (const [name, program] of Object.entries(closed)) {
      test(`with ${name}`, async () => {
        const findings = await ofWebAcl(program, phase);
        assert.deepEqual(
          findings.map(({ found }) => found),
          [],
        );
      });
    }
  });
}
