import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Blueprint, change, type Path, without } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine, packFolder } from "./engine-run.ts";

const execute = promisify(execFile);
const program =
  (blueprint: Blueprint, options?: Parameters<typeof register>[2]) => async (): Promise<void> =>
    register(blueprint, "", options);
const said = ({ reported }: Outcome) =>
  reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
const logLevel: Path = ["eventConfig", "logConfig", "logLevel"];
const unlogged = change(compliant, "api", logLevel, "NONE");

/** Everything belongs to a component, as in a program that is made of components. */
class Guarded extends pulumi.ComponentResource {
  constructor(blueprint: Blueprint) {
    super("policy-tests:index:Guarded", "guarded");
    register(blueprint, "", () => ({ parent: this }));
  }
}

describe("the policy pack on a stack that", () => {
  const open: EngineRun[] = [];
  const engine = async (options?: Parameters<typeof openEngine>[0]): Promise<EngineRun> => {
    const run = await openEngine(options);
    open.push(run);
    return run;
  };
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  it("has no namespace passes, and says that it had nothing to check", async () => {
    const run = await engine();
    const outcome = await run.preview(program(without(compliant, "namespace")));
    assert.ok(outcome.succeeded, outcome.output);
    assert.deepEqual(said(outcome), ["advisory namespace-logging policy-tests-prod"]);
  });

  it("is made of components is judged like any other", async () => {
    const run = await engine();
    const inComponent = (blueprint: Blueprint) => async () => {
      new Guarded(blueprint);
    };
    const good = await run.preview(inComponent(compliant));
    assert.deepEqual(said(good), []);
    const bad = await run.preview(inComponent(unlogged));
    assert.deepEqual(said(bad), ["mandatory namespace-logging api"]);
  });

  it("renames, replaces and deletes resources is judged by what will be there", async () => {
    const run = await engine();
    assert.ok((await run.update(program(compliant))).succeeded);
    const aliased = (blueprint: Blueprint) =>
      program(blueprint, (name) => (name === "api" ? { aliases: [{ name: "old" }] } : {}));
    assert.deepEqual(said(await run.preview(aliased(compliant))), []);
    assert.deepEqual(said(await run.preview(aliased(unlogged))), [
      "mandatory namespace-logging api",
    ]);
    const replaced = (blueprint: Blueprint) =>
      program(blueprint, (name) => (name === "api" ? { replaceOnChanges: ["*"] } : {}));
    assert.deepEqual(said(await run.preview(replaced(unlogged))), [
      "mandatory namespace-logging api",
    ]);
    assert.deepEqual(said(await run.preview(program(without(compliant, "association")))), [
      "mandatory namespace-waf api",
    ]);
  });

  it("only reads its API, which the engine shows to no policy, is told to exempt", async () => {
    const run = await engine();
    const read = program(compliant, (name) => (name === "api" ? { id: "elsewhere" } : {}));
    const { succeeded, reported } = await run.preview(read);
    assert.equal(succeeded, false);
    for (const policy of ["namespace-logging", "namespace-waf"]) {
      const one = reported.find((each) => each.policy === policy);
      assert.equal(one?.resource, "namespace");
      assert.match(one?.message ?? "", /apiId.*\n.*\nFix: .*exempt this namespace/);
    }
  });

  it("has exemptions shows them while they hold and fails once they do not", async () => {
    const exemption = (expires: string) =>
      JSON.stringify([
        {
          rule: "namespace-logging",
          resource: "api",
          reason: "Logs move to the new account",
          owner: "realtime-team",
          expires,
        },
      ]);
    const config = (expires: string) => ({ config: { "policies:exemptions": exemption(expires) } });
    const holding = await (await engine(config("2999-12-31"))).preview(program(unlogged));
    assert.ok(holding.succeeded, holding.output);
    assert.deepEqual(said(holding), ["advisory namespace-logging api"]);
    const expired = await (await engine(config("2020-12-31"))).preview(program(unlogged));
    assert.equal(expired.succeeded, false);
    assert.match(expired.output, /expired on 2020-12-31/);
    const malformed = await engine({ config: { "policies:exemptions": "[{}]" } });
    const refused = await malformed.preview(program(compliant));
    assert.equal(refused.succeeded, false);
    assert.match(refused.output, /policies:exemptions\[0\]/);
  });

  it("keeps secrets in the properties that rules read never shows them", async () => {
    const run = await engine();
    const secret = "correct-horse-battery-staple";
    const places: [string, Path][] = [
      ["api", logLevel],
      ["acl", ["scope"]],
      ["source", ["type"]],
      ["function", ["environment", "variables", "EVENT_SCHEMAS_DIGEST"]],
      ["namespace", ["handlerConfigs", "onPublish", "behavior"]],
      ["namespace", ["handlerConfigs", "onSubscribe", "integration", "dataSourceName"]],
      ["function-logs", ["logGroupClass"]],
    ];
    const leaky = places.reduce<Blueprint>(
      (blueprint, [resource, path]) => change(blueprint, resource, path, secret),
      compliant,
    );
    const outcome = await run.preview(program(leaky));
    assert.ok(said(outcome).length >= places.length);
    for (const { message } of outcome.reported) assert.ok(!message.includes(secret), message);
  });

  it("was exported is judged from its state file alone", async () => {
    const run = await engine();
    await run.update(program(compliant));
    assert.equal(await analyzed(run, "compliant.json"), 0);
    await run.update(program(unlogged));
    assert.notEqual(await analyzed(run, "unlogged.json"), 0);
  });
});

/** The exit status of `pulumi policy analyze --file` over the stack's exported state. */
const analyzed = async ({ stack }: EngineRun, name: string): Promise<number> => {
  const { workDir, envVars, pulumiCommand } = stack.workspace;
  const file = join(workDir, name);
  await writeFile(file, JSON.stringify(await stack.exportStack()));
  const args = ["policy", "analyze", "--policy-pack", packFolder, "--file", file];
  try {
    await execute(pulumiCommand.command, args, {
      cwd: workDir,
      env: { ...process.env, ...envVars },
    });
    return 0;
  } catch (error) {
    const { code, stdout } = error as { code?: number; stdout?: string };
    assert.match(stdout ?? "", /namespace-logging/);
    return code ?? 1;
  }
};
