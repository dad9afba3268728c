import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judgeAll } from "./judge.ts";
import { carefulPrograms } from "./stacks/careful-programs.ts";
import { lookAlikes } from "./stacks/look-alikes.ts";

describe("programs that look guarded and are not", () => {
  for (const [what, { program, policy, known }] of Object.entries(lookAlikes)) {
    test(`are refused: ${what}`, async () => {
      const phases = known === "update" ? (["update"] as const) : (["preview", "update"] as const);
      for (const phase of phases) {
        const found = await judgeAll(program, phase);
        assert.ok(
          found.some((one) => one.policy === policy && !one.note),
          phase,
        );
      }
    });
  }
});

describe("programs as careful teams write them", () => {
  for (const [what, program] of Object.entries(carefulPrograms)) {
    test(`pass: ${what}`, async () => {
      for (const phase of ["preview", "update"] as const) {
        const found = (await judgeAll(program, phase)).filter(({ note }) => !note);
        assert.deepEqual(
          found.map((one) => `${one.policy} ${one.resource.name}: ${one.found}`),
          [],
          phase,
        );
      }
    });
  }
});
