import assert from "node:assert/strict";
import { after, describe, type TestContext, test } from "node:test";
import { type Mutation, mutations } from "../../policies/stacks/mutations.ts";
import { styles } from "../../policies/stacks/styles.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

function prefixOf(at: number): string {
  return `m${at}-`;
}

/** Programs in one stack: each has names of its own, so one run judges them all. */
function programs(which: "base" | "blueprint", judged: readonly Mutation[] = mutations) {
  return async (): Promise<void> => {
    for (const [at, mutation] of judged.entries()) {
      register(mutation[which], prefixOf(at));
    }
  };
}

async function compliantPrograms(): Promise<void> {
  for (const [at, blueprint] of Object.values(styles).entries()) {
    register(blueprint, `c${at}-`);
  }
}

function mandatory({ reported }: Outcome) {
  return reported.filter(({ level }) => level === "mandatory");
}

function missedBy(outcome: Outcome, judged: readonly Mutation[]): string[] {
  const said = new Set(mandatory(outcome).map(({ policy, resource }) => `${policy} ${resource}`));
  return judged
    .filter(({ policy, resources }, at) =>
      resources.every((name) => !said.has(`${policy} ${prefixOf(at)}${name}`)),
    )
    .map(({ name }) => name);
}

function assertAllCaught(
  outcome: Outcome,
  context: TestContext,
  judged: readonly Mutation[] = mutations,
): void {
  const missed = missedBy(outcome, judged);
  const count = judged.length;
  context.diagnostic(`${count - missed.length} of ${count} caught`);
  assert.deepEqual(missed, []);
  assert.equal(outcome.succeeded, false);
}

function assertPassed(outcome: Outcome): void {
  assert.deepEqual(mandatory(outcome), []);
  assert.ok(outcome.succeeded, outcome.output);
}

describe("the policy pack on the engine", () => {
  const open: EngineRun[] = [];
  const engine = async (): Promise<EngineRun> => {
    const run = await openEngine();
    open.push(run);
    return run;
  };
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  test("passes every compliant style before, at and after an update", async () => {
    const run = await engine();
    assertPassed(await run.preview(compliantPrograms));
    assertPassed(await run.update(compliantPrograms));
    assertPassed(await run.preview(compliantPrograms));
  });

  test("catches every weakening at the preview of a new stack", async (context) => {
    const run = await engine();
    assertAllCaught(await run.preview(programs("blueprint")), context);
  });

  test("catches every weakening at an update", async (context) => {
    const run = await engine();
    assertAllCaught(await run.update(programs("blueprint")), context);
  });

  // Every fifth: what is compliant has to exist first, and what a preview then shows is the same.
  test("catches weakenings at the preview of a stack that was compliant", async (context) => {
    const run = await engine();
    const some = mutations.filter((_, at) => at % 5 === 0);
    assertPassed(await run.update(programs("base", some)));
    assertAllCaught(await run.preview(programs("blueprint", some)), context, some);
  });
});
