import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { unwritten, written } from "../../policies/stacks/api-logs.ts";
import type { Blueprint } from "../../policies/stacks/blueprint.ts";
import { kept, lost } from "../../policies/stacks/web-acl-logs.ts";
import { closed, open } from "../../policies/stacks/web-acls.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

interface Refused {
  readonly program: Blueprint;
  readonly said: RegExp;
  readonly policy: string;
  readonly known?: "update";
}

const passing: Readonly<Record<string, Blueprint>> = { ...closed, ...kept, ...written };
function ofPair([program, said]: readonly [Blueprint, RegExp]): Refused {
  return {
    program,
    said,
    policy: "namespace-waf",
  };
}

const refused: Readonly<Record<string, Refused>> = {
  ...Object.fromEntries(Object.entries(open).map(([name, pair]) => [name, ofPair(pair)])),
  ...Object.fromEntries(Object.entries(lost).map(([name, pair]) => [name, ofPair(pair)])),
  ...Object.fromEntries(
    Object.entries(unwritten).map(([name, one]) => [name, { ...one, policy: "namespace-logging" }]),
  ),
};

/** Programs in one stack: each has names of its own, so one run judges them all. */
function prefixOf(at: number): string {
  return `g${at}-`;
}

function registered(programs: readonly Blueprint[]) {
  return async (): Promise<void> => {
    for (const [at, program] of programs.entries()) {
      register(program, prefixOf(at));
    }
  };
}

const good = registered(Object.values(passing));
const bad = registered(Object.values(refused).map(({ program }) => program));

const RULES_OF_GUARDS = ["namespace-waf", "namespace-logging"];

/** What the two rules say about one program, leaving out what its neighbours miss on purpose. */
function about({ reported }: Outcome, at: number, policies: readonly string[]): string[] {
  return reported
    .filter(({ policy, level }) => policies.includes(policy) && level === "mandatory")
    .filter(({ resource }) => resource.startsWith(prefixOf(at)))
    .map(({ message }) => message);
}

describe("guards on the engine", () => {
  const engines: EngineRun[] = [];
  const passes = new Map<string, Outcome>();
  const refusals = new Map<string, Outcome>();
  before(async () => {
    const run = await openEngine();
    engines.push(run);
    passes.set("the preview of a new stack", await run.preview(good));
    passes.set("an update", await run.update(good));
    passes.set("the preview of an existing stack", await run.preview(good));
    const other = await openEngine();
    engines.push(other);
    refusals.set("the preview of a new stack", await other.preview(bad));
    refusals.set("an update", await other.update(bad));
    refusals.set("the preview of an existing stack", await other.preview(bad));
  });
  after(async () => {
    await Promise.all(engines.map((run) => run.close()));
  });

  test("speak at every moment, as each program lacks what the others are about", () => {
    for (const { reported } of [...passes.values(), ...refusals.values()]) {
      const spoke = new Set(reported.map(({ policy }) => policy));
      for (const policy of RULES_OF_GUARDS) {
        assert.ok(spoke.has(policy), policy);
      }
    }
  });

  for (const [at, name] of Object.keys(passing).entries()) {
    // Programs about web ACLs say nothing about logs, and the other way round.
    const policies = name in written ? ["namespace-logging"] : ["namespace-waf"];
    test(`pass: ${name}`, () => {
      assert.equal(passes.size, 3);
      for (const [when, outcome] of passes) {
        assert.deepEqual(about(outcome, at, policies), [], when);
      }
    });
  }

  for (const [at, [name, { said, policy, known }]] of Object.entries(refused).entries()) {
    test(`are refused: ${name}`, () => {
      assert.equal(refusals.size, 3);
      assert.ok(RULES_OF_GUARDS.includes(policy));
      for (const [when, outcome] of refusals) {
        if (known === "update" && when === "the preview of a new stack") {
          continue;
        }
        const messages = about(outcome, at, [policy]);
        assert.ok(
          messages.some((message) => said.test(message)),
          `${when}: ${messages.join("\n")}`,
        );
      }
    });
  }
});
