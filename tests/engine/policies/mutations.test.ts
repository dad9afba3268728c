import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { styles } from "../../policies/stacks/compliant.ts";
import { mutations } from "../../policies/stacks/mutations.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

const prefixOf = (at: number): string => `m${at}-`;

/** Weakenings in one stack: each has names of its own, so one run judges them all. */
const weakened = (every: number) => async (): Promise<void> => {
  for (const [at, { blueprint }] of mutations.entries()) {
    if (at % every === 0) register(blueprint, prefixOf(at));
  }
};

const compliantPrograms = async (): Promise<void> => {
  for (const [at, blueprint] of Object.values(styles).entries()) register(blueprint, `c${at}-`);
};

const missedBy = ({ reported }: Outcome, every: number): string[] => {
  const said = new Set(
    reported
      .filter(({ level }) => level === "mandatory")
      .map(({ policy, resource }) => `${policy} ${resource}`),
  );
  return mutations
    .filter(
      ({ policy, resources }, at) =>
        at % every === 0 &&
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

  // The last preview keeps a third of the programs: the others are resources being deleted.
  for (const [moment, operation, every] of [
    ["the preview of a new stack", "preview", 1],
    ["an update", "update", 1],
    ["the preview of an existing stack", "preview", 3],
  ] as const) {
    it(`passes every compliant style at ${moment}`, async () => {
      const outcome = await good[operation](compliantPrograms);
      const mandatory = outcome.reported.filter(({ level }) => level === "mandatory");
      assert.deepEqual(mandatory, []);
      assert.ok(outcome.succeeded, outcome.output);
    });

    it(`catches the weakenings at ${moment}`, async (context) => {
      const outcome = await bad[operation](weakened(every));
      const missed = missedBy(outcome, every);
      const count = Math.ceil(mutations.length / every);
      context.diagnostic(`${count - missed.length} of ${count} caught`);
      assert.deepEqual(missed, []);
      assert.equal(outcome.succeeded, false);
    });
  }
});
