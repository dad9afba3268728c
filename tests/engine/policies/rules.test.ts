import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { rules } from "../../../policies/rules.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";
import { passingSettings, rulePrograms, violatingSettings } from "./rule-programs.ts";

/** The programs of all rules in one stack; the names tell whose is whose. */
function programs(which: "passing" | "violating") {
  return async (): Promise<void> => {
    for (const [rule, each] of Object.entries(rulePrograms)) {
      register(each[which], `${rule}-`);
    }
  };
}

/** What a rule says about its own program, leaving out what it says about those of others. */
function said(rule: string, { reported }: Outcome): string[] {
  const own = reported
    .filter(({ policy, resource }) => policy === rule && resource.startsWith(`${rule}-`))
    .map(({ level, resource }) => `${level} ${resource.slice(rule.length + 1)}`);
  return [...new Set(own)];
}

describe("each rule on the engine, with its smallest programs", () => {
  const open: EngineRun[] = [];
  const outcomes = new Map<string, Outcome>();
  const engine = async (config: Readonly<Record<string, string>>): Promise<EngineRun> => {
    const run = await openEngine({ config });
    open.push(run);
    return run;
  };

  before(async () => {
    const passing = await engine(passingSettings);
    outcomes.set(
      "passes at the preview of a new stack",
      await passing.preview(programs("passing")),
    );
    outcomes.set("passes at an update", await passing.update(programs("passing")));
    outcomes.set(
      "passes at the preview of an existing stack",
      await passing.preview(programs("passing")),
    );
    for (const [key, value] of Object.entries(violatingSettings)) {
      await passing.stack.setConfig(key, { value });
    }
    outcomes.set(
      "refuses at the preview of an existing stack",
      await passing.preview(programs("violating")),
    );
    const violating = await engine(violatingSettings);
    outcomes.set(
      "refuses at the preview of a new stack",
      await violating.preview(programs("violating")),
    );
    outcomes.set("refuses at an update", await violating.update(programs("violating")));
  });
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  for (const { name } of rules) {
    test(`${name} passes what it should and refuses what it should, each time`, () => {
      const { resource } = rulePrograms[name] ?? {};
      assert.ok(resource, `rule-programs.ts has no programs for ${name}`);
      assert.equal(outcomes.size, 6);
      for (const [when, outcome] of outcomes) {
        const expected: string[] = when.startsWith("passes") ? [] : [`mandatory ${resource}`];
        assert.deepEqual(said(name, outcome), expected, when);
      }
    });
  }
});
