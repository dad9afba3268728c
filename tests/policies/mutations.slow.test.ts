import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeAll } from "./judge.ts";
import { styles } from "./stacks/compliant.ts";
import { mutations } from "./stacks/mutations.ts";

const said = (findings: ReturnType<typeof judgeAll>) =>
  findings.map(({ policy, resource, found }) => `${policy} ${resource.name}: ${found}`);

for (const phase of ["preview", "update"] as const) {
  describe(`compliant programs at ${phase}`, () => {
    for (const [style, blueprint] of Object.entries(styles)) {
      it(`passes ${style}`, () => {
        assert.deepEqual(said(judgeAll(blueprint, phase)), []);
      });
    }
  });

  describe(`one-step weakenings at ${phase}`, () => {
    it(`catches all ${mutations.length} and names the right resource`, (context) => {
      const missed = mutations.filter(({ blueprint, policy, resources }) =>
        judgeAll(blueprint, phase).every(
          (finding) => finding.policy !== policy || !resources.includes(finding.resource.name),
        ),
      );
      context.diagnostic(`${mutations.length - missed.length} of ${mutations.length} caught`);
      assert.deepEqual(
        missed.map(({ name }) => name),
        [],
      );
    });
  });
}
