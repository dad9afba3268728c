import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll, judgeRule } from "./judge.ts";
import { guardedDoors, undecidedDoors, unguardedDoors } from "./stacks/doors.ts";

const RULE = "namespace-provisioning";

for (const phase of ["preview", "update"] as const) {
  describe(`namespaces by another door, at ${phase}`, () => {
    for (const [what, blueprint] of Object.entries(guardedDoors)) {
      test(`pass by ${what}`, async () => {
        const topic = { topic: { type: "aws:sns/topic:Topic", properties: {} } };
        const found = await judgeAll({ ...topic, ...blueprint }, phase);
        assert.deepEqual(
          found.map((one) => `${one.policy} ${one.resource.name}: ${one.found}`),
          [],
        );
      });
    }

    for (const [what, { blueprint, policy, said }] of Object.entries(unguardedDoors)) {
      test(`are refused by ${what}`, async () => {
        const found = (await judgeAll(blueprint, phase)).filter((one) => one.policy === policy);
        assert.match(found.map((one) => one.found).join("\n"), said);
      });
    }
  });
}

describe("what cannot be read before an update", () => {
  for (const [what, { blueprint, said }] of Object.entries(undecidedDoors)) {
    test(`is refused at preview, for ${what}, and decided at the update`, async () => {
      const [one] = await judgeRule(RULE, blueprint, "preview");
      assert.match(one?.found ?? "", said);
      assert.equal(one?.note, undefined);
      assert.deepEqual(await judgeRule(RULE, blueprint, "update"), []);
    });

    test(`is told without failing, for ${what}, where the settings say so`, async () => {
      const [one] = await judgeRule(RULE, blueprint, "preview", { undecidable: "advisory" });
      assert.equal(one?.note, true);
    });
  }
});
