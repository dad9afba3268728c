import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { analyzeState } from "../../../cli/audit/analyze-state.ts";
import { readExportedState } from "../../../cli/audit/exported-state.ts";
import { type ExemptArgs, exempt } from "../../../policies/exempt.ts";
import { findingName } from "../../../policies/exemptions.ts";
import { judgeRule } from "../../policies/judge.ts";
import { type Blueprint, change } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

function inDays(days: number) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

const unlogged = change(compliant, "api", ["eventConfig", "logConfig", "logLevel"], "NONE");
const roleless = change(unlogged, "api", ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"], "");
const complete: ExemptArgs = {
  rule: "namespace-logging",
  finding: "eventConfig.logConfig.logLevel is NONE",
  reason: "Logs move to the new account in June",
  owner: "realtime-team",
  expires: inDays(30),
};
const { finding: _, ...unnamed } = complete;

class Platform extends pulumi.ComponentResource {
  /** Registers blueprints below a component of this name. */
  constructor(name: string, blueprints: readonly Blueprint[]) {
    super("tests:index:Platform", name);
    for (const [index, blueprint] of blueprints.entries()) {
      register(blueprint, `${name}${index}-`, () => ({ parent: this }));
    }
    this.registerOutputs({});
  }
}

function exemptApi(name: string, blueprint: Blueprint, ...all: readonly ExemptArgs[]): void {
  const api = register(blueprint, `${name}-`).get("api");
  assert.ok(api);
  for (const args of all) {
    exempt(api, args);
  }
}

function levels(reported: Outcome["reported"]) {
  return reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`).toSorted();
}

describe("an exemption beside the resource", () => {
  let engine: EngineRun;
  before(async () => {
    engine = await openEngine();
    both = (await judgeRule("namespace-logging", roleless, "preview")).map(findingName);
    assert.equal(both.length, 2);
  });
  after(() => engine.close());

  /** What the rule calls the two things that it finds on the API without a role and a level. */
  let both: readonly string[];
  const passing = async () => {
    exemptApi("raw", unlogged, complete);
    exemptApi("unnamed", unlogged, unnamed);
    exemptApi("twice", roleless, ...both.map((finding) => ({ ...complete, finding })));
    exempt(new Platform("platform", [unlogged]), complete);
  };
  const held = ["platform0-api", "raw-api", "twice-api", "twice-api", "unnamed-api"].map(
    (name) => `advisory namespace-logging ${name}`,
  );

  test("holds at the preview of a new stack, at its update, and at the preview that follows", async () => {
    for (const moment of ["preview", "update", "preview"] as const) {
      const { succeeded, reported, output } = await engine[moment](passing);
      assert.deepEqual(levels(reported), held, `${moment} ${output}`);
      assert.ok(succeeded, output);
      const told = reported.map(({ message }) => message);
      for (const message of told) {
        assert.match(message, /exempt from namespace-logging until/);
      }
      const hints = told.filter((message) => message.includes("names no finding"));
      assert.equal(hints.length, 1);
    }
  });

  test("holds in an audit of the state", async () => {
    const state = readExportedState(JSON.stringify(await engine.stack.exportStack()));
    const root = fileURLToPath(new URL("../../..", import.meta.url));
    const reports = await analyzeState({ root, state });
    const audited = reports.map(({ level, rule, resource }) => {
      return `${level} ${rule} ${resource.replace(/^Api /, "")}`;
    });
    assert.deepEqual(audited.toSorted(), held);
    // The stack is of another project, whose files only have the same names.
    assert.ok(reports.every(({ position }) => position === undefined));
  });

  test("lets nothing off when it does not fit, and says why at the record", async () => {
    const { succeeded, reported } = await engine.preview(async () => {
      exemptApi("vague", roleless, unnamed);
      exemptApi("other", unlogged, { ...complete, finding: "something else" });
      exemptApi("old", unlogged, { ...complete, expires: inDays(-2) });
      exemptApi("idle", compliant, complete);
      exemptApi("blank", unlogged, { ...complete, reason: " ".repeat(20) });
      exemptApi("far", unlogged, { ...complete, expires: "9999-12-31" });
      exemptApi("typo", unlogged, { ...complete, rule: "namespace-loging" });
      exempt(new Platform("two", [unlogged, unlogged]), complete);
    });
    assert.equal(succeeded, false);
    const found = (level: string, policy: string, name: string): string =>
      reported
        .filter((one) => one.level === level && one.policy === policy)
        .filter(({ resource }) => resource.startsWith(name))
        .map(({ message }) => message)
        .join("\n");
    for (const name of ["vague", "other", "old", "blank", "far", "typo", "two0", "two1"]) {
      assert.match(
        found("mandatory", "namespace-logging", `${name}-api`),
        /logLevel is NONE/,
        name,
      );
    }
    for (const [name, problem] of [
      ["vague", /names no finding, and there are 2.*logLevel is NONE/],
      ["other", /matches nothing that the rule finds\.\n[\s\S]*remove the call of exempt\(\)/],
      ["old", /expired on/],
      ["idle", /"idle-api" from namespace-logging matches nothing/],
      ["two-", /names 2 resources/],
    ] as const) {
      const record = name === "two-" ? "two-namespace" : `${name}-api-namespace`;
      assert.match(found("mandatory", "namespace-logging", record), problem);
    }
    for (const [name, fault] of [
      ["blank", /reason must be a sentence/],
      ["far", /at most 400 days/],
      ["typo", /rule names no rule/],
    ] as const) {
      assert.match(found("mandatory", "exemptions", `${name}-api-`), fault);
    }
  });

  test("can be taken away where its resource is protected", async () => {
    const unjudged = await openEngine({ packs: [] });
    try {
      const guarded = () => register(compliant, "", () => ({ protect: true })).get("api");
      const { succeeded, output } = await unjudged.update(async () => {
        exempt(guarded() ?? assert.fail("no API"), complete);
      });
      assert.ok(succeeded, output);
      const without = await unjudged.preview(async () => void guarded());
      assert.ok(without.succeeded, without.output);
    } finally {
      await unjudged.close();
    }
  });
});
