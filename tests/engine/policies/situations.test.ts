import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { isSecretSetting } from "../../../settings/is-secret-setting.ts";
import { requirePlainPolicySettings } from "../../../settings/plain-policy-settings.ts";
import { type Blueprint, change, type Path, without } from "../../policies/stacks/blueprint.ts";
import { compliant, TAGS } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine, packFolder } from "./engine-run.ts";

const execute = promisify(execFile);
function program(blueprint: Blueprint, options?: Parameters<typeof register>[2]) {
  return async (): Promise<void> => {
    register(blueprint, "", options);
  };
}

function said({ reported }: Outcome) {
  return reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
}

const LOG_LEVEL: Path = ["eventConfig", "logConfig", "logLevel"];
const unlogged = change(compliant, "api", LOG_LEVEL, "NONE");

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

  test("has no namespace passes, and says that it had nothing to check", async () => {
    const run = await engine();
    const outcome = await run.preview(program(without(compliant, "namespace")));
    assert.ok(outcome.succeeded, outcome.output);
    assert.deepEqual(said(outcome), ["advisory namespace-logging policy-tests-prod"]);
  });

  test("is made of components is judged like any other", async () => {
    const run = await engine();
    const inComponent = (blueprint: Blueprint) => async () => {
      new Guarded(blueprint);
    };
    const good = await run.preview(inComponent(compliant));
    assert.deepEqual(said(good), []);
    const bad = await run.preview(inComponent(unlogged));
    assert.deepEqual(said(bad), ["mandatory namespace-logging api"]);
  });

  test("renames, replaces and deletes resources is judged by what will be there", async () => {
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

  test("imports its API is judged by what is imported", async () => {
    const role = "arn:aws:iam::123456789012:role/logs";
    for (const logLevel of ["ERROR", "NONE"]) {
      const logConfig = { logLevel, cloudwatchLogsRoleArn: role };
      const authProviders = [{ authType: "AWS_IAM" }];
      const existing = { name: "events", eventConfig: { authProviders, logConfig }, tags: TAGS };
      const run = await engine({ existing: { "existing-api": existing } });
      const importing = {
        ...compliant,
        api: { type: "aws:appsync/api:Api", properties: existing },
      };
      const outcome = await run.preview(
        program(importing, (name) => (name === "api" ? { import: "existing-api" } : {})),
      );
      // The role is not in the stack, so the pack says what it cannot see.
      const expected = logLevel === "NONE" ? ["mandatory namespace-logging api"] : [];
      expected.push("advisory namespace-logging api");
      assert.deepEqual(said(outcome).toSorted(), expected.toSorted());
      assert.match(outcome.output, /appsync:Api api import/);
    }
  });

  test("only reads its API, which the engine shows to no policy, is told who may vouch for it", async () => {
    const run = await engine();
    const read = program(compliant, (name) => (name === "api" ? { id: "elsewhere" } : {}));
    const { succeeded, reported } = await run.preview(read);
    assert.equal(succeeded, false);
    for (const policy of ["namespace-logging", "namespace-waf"]) {
      const one = reported.find((each) => each.policy === policy);
      assert.equal(one?.resource, "namespace");
      assert.match(one?.message ?? "", /apiId.*\n.*\nFix: .*policies:elsewhere/);
    }
  });

  test("has exemptions shows them while they hold and fails once they do not", async () => {
    const exemption = (expires: string) =>
      JSON.stringify([
        {
          rule: "namespace-logging",
          resource: "api",
          type: "aws:appsync/api:Api",
          finding: "eventConfig.logConfig.logLevel is NONE",
          reason: "Logs move to the new account",
          owner: "realtime-team",
          expires,
        },
      ]);
    const config = (expires: string) => ({ config: { "policies:exemptions": exemption(expires) } });
    const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const holding = await (await engine(config(soon))).preview(program(unlogged));
    assert.ok(holding.succeeded, holding.output);
    assert.deepEqual(said(holding), ["advisory namespace-logging api"]);
    const expired = await (await engine(config("2020-12-31"))).preview(program(unlogged));
    assert.equal(expired.succeeded, false);
    assert.match(expired.output, /expired on 2020-12-31/);
    const endless = await (await engine(config("9999-12-31"))).preview(program(unlogged));
    assert.equal(endless.succeeded, false);
    assert.match(endless.output, /expires must be at most 400 days from today/);
    const malformed = await engine({ config: { "policies:exemptions": "[{}]" } });
    const refused = await malformed.preview(program(compliant));
    assert.equal(refused.succeeded, false);
    assert.match(refused.output, /policies:exemptions\[0\]/);
  });

  test("has encrypted exemptions is refused by the program, which alone is told", async () => {
    for (const secret of [true, false]) {
      const run = await engine();
      await run.stack.setConfig("policies:exemptions", { value: "[]", secret });
      let refusal = "";
      await run.preview(async () => {
        try {
          const keys = Object.keys(pulumi.runtime.allConfig());
          requirePlainPolicySettings("prod", keys, isSecretSetting);
        } catch (error) {
          refusal = String(error);
        }
      });
      assert.match(refusal, secret ? /policies:exemptions: got an encrypted value/ : /^$/);
    }
  });

  test("keeps secrets in the properties that rules read never shows them", async () => {
    const run = await engine();
    const secret = "correct-horse-battery-staple";
    const places: [string, Path][] = [
      ["api", LOG_LEVEL],
      ["acl", ["scope"]],
      ["source", ["type"]],
      ["function", ["environment", "variables", "EVENT_ATTESTATION"]],
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
    for (const { message } of outcome.reported) {
      assert.ok(!message.includes(secret), message);
    }
  });

  test("was exported once is judged from its state file alone, with the same words", async () => {
    const run = await engine();
    const compliantState = await analyzed(run, "compliant.json");
    assert.equal(compliantState.status, 0);
    const { status, output } = await analyzed(run, "weakened.json");
    assert.notEqual(status, 0);
    const expected = [
      /namespace-logging .*\n +Api "api": eventConfig\.logConfig\.logLevel is NONE\./,
      /namespace-waf .*\n +WebAcl "acl": /,
      /namespace-request-response .*\n +ChannelNamespace "namespace": .*onPublish.*EVENT/,
    ];
    for (const violation of expected) {
      assert.match(output, violation);
    }
    assert.equal(output.match(/\[mandatory\]/g)?.length, expected.length, output);
  });
});

/** What `pulumi policy analyze --file` says about a state that an earlier run exported. */
async function analyzed(
  { stack }: EngineRun,
  name: string,
): Promise<{ status: number; output: string }> {
  const { workDir, envVars, pulumiCommand } = stack.workspace;
  const file = fileURLToPath(new URL(`states/${name}`, import.meta.url));
  const args = ["policy", "analyze", "--policy-pack", packFolder, "--file", file];
  const env = { ...process.env, ...envVars };
  try {
    const { stdout } = await execute(pulumiCommand.command, args, { cwd: workDir, env });
    return { status: 0, output: stdout };
  } catch (error) {
    const { code, stdout } = error as { code?: number; stdout?: string };
    return { status: code ?? 1, output: stdout ?? "" };
  }
}
