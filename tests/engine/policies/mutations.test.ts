import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { styles } from "../../policies/stacks/compliant.ts";
import { mutations } from "../../policies/stacks/mutations.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

const prefixOf = (at: number): string => `m${at}-`;

/** All weakenings in one stack: each has names of its own, so one run judges them all. */
const weakened = async (): Promise<void> => {
  for (const [at, { blueprint }] of mutations.entries()) register(blueprint, prefixOf(at));
};

const compliantPrograms = async (): Promise<void> => {
  for (const [at, blueprint] of Object.values(styles).entries()) register(blueprint, `c${at}-`);
};

const missedBy = ({ reported }: Outcome): string[] => {
  const said = new Set(
    reported
      .filter(({ level }) => level === "mandatory")
      .map(({ policy, resource }) => `${policy} ${resource}`),
  );
  return mutations
    .filter(({ policy, resources }, at) =>
      resources.every((name) => !said.has(`${policy} ${prefixOf(at)}${name}`)),
    )
    .map(({ name }) => name);
};

describe("the policy pack on the engine", () => {
  let good: EngineRun;
  let bad: EngineRun;
  before(async () => {
    good = await openEngine();
    bad = await openEngine();
  });
  after(async () => {
    await Promise.all([good.close(), bad.close()]);
  });

  for (const [moment, operation] of [
    ["the preview of a new stack", "preview"],
    ["an update", "update"],
    ["the preview of an existing stack", "preview"],
  ] as const) {
    it(`passes every compliant style at ${moment}`, async () => {
      const outcome = await good[operation](compliantPrograms);
      const mandatory = outcome.reported.filter(({ level }) => level === "mandatory");
      assert.deepEqual(mandatory, []);
      assert.ok(outcome.succeeded, outcome.output);
    });

    it(`catches every weakening at ${moment}`, async (context) => {
      const outcome = await bad[operation](weakened);
      const missed = missedBy(outcome);
      context.diagnostic(`${mutations.length - missed.length} of ${mutations.length} caught`);
      assert.deepEqual(missed, []);
      assert.equal(outcome.succeeded, false);
    });
  }
});
