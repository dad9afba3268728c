import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll } from "./judge.ts";
import { mutations } from "./stacks/mutations.ts";
import { styles } from "./stacks/styles.ts";

function said(findings: Awaited<ReturnType<typeof judgeAll>>) {
  return findings.map(({ policy, resource, found }) => `${policy} ${resource.name}: ${found}`);
}

for (const phase of ["preview", "update"] as const) {
  describe(`compliant programs at ${phase}`, () => {
    for (const [style, blueprint] of Object.entries(styles)) {
      test(`passes ${style}`, async () => {
        assert.deepEqual(said(await judgeAll(blueprint, phase)), []);
      });
    }
  });

  describe(`one-step weakenings at ${phase}`, () => {
    test(`catches all ${mutations.length} and names the right resource`, async (context) => {
      const missed = [];
      for (const mutation of mutations) {
        const { blueprint, policy, resources } = mutation;
        const caught = (await judgeAll(blueprint, phase)).some(
          (finding) => finding.policy === policy && resources.includes(finding.resource.name),
        );
        if (!caught) {
          missed.push(mutation);
        }
      }
      context.diagnostic(`${mutations.length - missed.length} of ${mutations.length} caught`);
      assert.deepEqual(
        missed.map(({ name }) => name),
        [],
      );
    });
  });
}
