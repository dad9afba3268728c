import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll } from "./judge.ts";
import { unwritten, written } from "./stacks/api-logs.ts";
import { kept, lost } from "./stacks/web-acl-logs.ts";

async function said(policy: string, ...args: Parameters<typeof judgeAll>) {
  return (await judgeAll(...args)).filter((finding) => finding.policy === policy);
}

for (const phase of ["preview", "update"] as const) {
  describe(`at ${phase}, the logs of an API are written`, () => {
    for (const [name, program] of Object.entries(written)) {
      test(`with ${name}`, async () => {
        const findings = await said("namespace-logging", program, phase);
        assert.deepEqual(
          findings.map(({ found }) => found),
          [],
        );
      });
    }
  });

  describe(`at ${phase}, the logs of an API are refused`, () => {
    for (const [name, { program, resource, said: words, known }] of Object.entries(unwritten)) {
      if (known === "update" && phase === "preview") {
        continue;
      }
      test(`with ${name}`, async () => {
        const [finding, ...others] = await said("namespace-logging", program, phase);
        assert.deepEqual(others, []);
        assert.match(finding?.found ?? "", words);
        assert.equal(finding?.resource.name, resource);
      });
    }
  });

  describe(`at ${phase}, the log of a web ACL is kept`, () => {
    for (const [name, program] of Object.entries(kept)) {
      test(`with ${name}`, async () => {
        const findings = await said("namespace-waf", program, phase);
        assert.deepEqual(
          findings.map(({ found }) => found),
          [],
        );
      });
    }
  });

  describe(`at ${phase}, the log of a web ACL is refused`, () => {
    for (const [name, [program, words]] of Object.entries(lost)) {
      test(`with ${name}`, async () => {
        const [finding, ...others] = await said("namespace-waf", program, phase);
        assert.deepEqual(others, []);
        assert.match(finding?.found ?? "", words);
      });
    }
  });
}
