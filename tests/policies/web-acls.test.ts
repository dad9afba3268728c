import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeAll } from "./judge.ts";
import { closed, open } from "./stacks/web-acls.ts";

const ofWebAcl = async (...args: Parameters<typeof judgeAll>) =>
  (await judgeAll(...args)).filter(({ policy }) => policy === "namespace-waf");

/** ARNs of sets and groups are known at the update only; which of several is meant is seen then. */
for (const phase of ["preview", "update"] as const) {
  describe(`at ${phase}, a web ACL blocks nothing`, () => {
    for (const [name, [program, said]] of Object.entries(open)) {
      it(`with ${name}`, async () => {
        const [finding, ...others] = await ofWebAcl(program, phase);
        assert.deepEqual(others, []);
        assert.equal(finding?.resource.name, "acl");
        assert.match(finding?.found ?? "", said);
      });
    }
  });

  describe(`at ${phase}, a web ACL guards`, () => {
    for (const [name, program] of Object.entries(closed)) {
      it(`with ${name}`, async () => {
        const findings = await ofWebAcl(program, phase);
        assert.deepEqual(
          findings.map(({ found }) => found),
          [],
        );
      });
    }
  });
}
