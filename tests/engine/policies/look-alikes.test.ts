import assert from "node:assert/strict";
import { after, describe, type TestContext, test } from "node:test";
import type { Blueprint } from "../../policies/stacks/blueprint.ts";
import { carefulPrograms } from "../../policies/stacks/careful-programs.ts";
import type { LookAlike } from "../../policies/stacks/look-alikes/look-alike.ts";
import { lookAlikes } from "../../policies/stacks/look-alikes.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

/** `EVERY_PROGRAM=1` runs all of them; otherwise every so many of each kind, and at least one. */
const every = process.env.EVERY_PROGRAM === undefined ? 6 : 1;

function sample<Program>(
  programs: Readonly<Record<string, Program>>,
  kindOf: (program: Program) => string,
): readonly (readonly [string, Program])[] {
  const seen = new Map<string, number>();
  return Object.entries(programs).filter(([, program]) => {
    const kind = kindOf(program);
    const before = seen.get(kind) ?? 0;
    seen.set(kind, before + 1);
    return before % every === 0;
  });
}

const hostile = sample(lookAlikes, ({ policy }: LookAlike) => policy);
const careful = sample(carefulPrograms, () => "careful");
function prefixOf(at: number): string {
  return `l${at}-`;
}

/** Programs in one stack: each has names of its own, so one run judges them all. */
function program(blueprints: readonly Blueprint[]) {
  return async (): Promise<void> => {
    for (const [at, blueprint] of blueprints.entries()) {
      register(blueprint, prefixOf(at));
    }
  };
}

function mandatory({ reported }: Outcome) {
  return reported.filter(({ level }) => level === "mandatory");
}

describe("on the engine", () => {
  const open: EngineRun[] = [];
  const threeMoments = async (blueprints: readonly Blueprint[]) => {
    const run = await openEngine();
    open.push(run);
    return {
      "preview of a new stack": await run.preview(program(blueprints)),
      update: await run.update(program(blueprints)),
      "preview of an existing stack": await run.preview(program(blueprints)),
    };
  };
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  test("programs that look guarded and are not are refused", async (context: TestContext) => {
    const moments = await threeMoments(hostile.map(([, { program: blueprint }]) => blueprint));
    for (const [moment, outcome] of Object.entries(moments)) {
      const found = mandatory(outcome);
      const judged = hostile
        .map(([what, one], at) => ({ what, at, ...one }))
        .filter(({ known }) => known === undefined || moment !== "preview of a new stack");
      const missed = judged.filter(
        ({ at, policy }) =>
          !found.some((one) => one.policy === policy && one.resource.startsWith(prefixOf(at))),
      );
      context.diagnostic(`${moment}: ${judged.length - missed.length} of ${judged.length} refused`);
      assert.deepEqual(
        missed.map(({ what }) => what),
        [],
        moment,
      );
      assert.equal(outcome.succeeded, false, moment);
    }
  });

  test("programs as careful teams write them pass", async (context: TestContext) => {
    const moments = await threeMoments(careful.map(([, blueprint]) => blueprint));
    for (const [moment, outcome] of Object.entries(moments)) {
      const found = mandatory(outcome).map(({ policy, resource, message }) => {
        const [what] = careful[Number(/^l(\d+)-/.exec(resource)?.[1])] ?? [];
        return `${what}: ${policy} ${resource}: ${message.split("\n", 1)[0]}`;
      });
      context.diagnostic(`${moment}: ${careful.length} programs, ${found.length} violations`);
      assert.deepEqual(found, [], moment);
      assert.ok(outcome.succeeded, `${moment}: ${outcome.output}`);
    }
  });
});
