import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { GuardedStack } from "../../../policies/verdict/guarded-stack.ts";
import { StackGuard } from "../../../policies/verdict/stack-guard.ts";
import { type Blueprint, change } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { service } from "../../policies/stacks/guards-elsewhere.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

/** What a platform stack owns: an API and what guards it. */
const platform: Blueprint = Object.fromEntries(
  [
    "log-role",
    "log-policy",
    "api",
    "api-logs",
    "acl",
    "association",
    "acl-logs",
    "acl-logging",
  ].flatMap((name) => {
    const declared = compliant[name];
    return declared === undefined ? [] : [[name, declared] as const];
  }),
);
const unlogged = change(platform, "api", ["eventConfig", "logConfig", "logLevel"], "NONE");

function exporting(blueprint: Blueprint): PulumiFn {
  return async () => {
    const guard = new StackGuard();
    register(blueprint);
    return { policyVerdict: guard.verdict() };
  };
}

function referring(blueprint: Blueprint): PulumiFn {
  return async () => {
    new GuardedStack("platform", { stack: "organization/policy-tests/platform" });
    register(blueprint);
  };
}

function levels({ reported }: Outcome) {
  return reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`).toSorted();
}

describe("a stack whose API belongs to another one", () => {
  let folder: string;
  let owner: EngineRun;
  let user: EngineRun;
  const verdict = async (): Promise<{ api: readonly string[]; violated: readonly string[] }> =>
    (await owner.stack.outputs()).policyVerdict?.value;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "verdict-"));
    const backendUrl = pathToFileURL(folder).href;
    owner = await openEngine({ stage: "platform", backendUrl, packs: [] });
    user = await openEngine({ stage: "service", backendUrl });
  });
  after(async () => {
    await owner.close();
    await user.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("passes by the verdict that the other exports, and shows it", async () => {
    const updated = await owner.update(exporting(platform));
    assert.ok(updated.succeeded, updated.output);
    const { api, violated } = await verdict();
    assert.deepEqual(violated, []);
    const outcome = await user.preview(referring(service(api[0] ?? "")));
    assert.deepEqual(levels(outcome), [
      "advisory namespace-logging namespace",
      "advisory namespace-waf namespace",
    ]);
    assert.match(outcome.reported[0]?.message ?? "", /owner organization\/policy-tests\/platform/);
    assert.ok(outcome.succeeded, outcome.output);
  });

  test("is refused when its API is none of the other's", async () => {
    const { succeeded, reported } = await user.preview(
      referring(service("another2api4id6abcdefghijk")),
    );
    assert.equal(succeeded, false);
    assert.ok(reported.every(({ level }) => level === "mandatory"));
  });

  test("is refused once the other's verdict names a violation", async () => {
    await owner.update(exporting(unlogged));
    const { api, violated } = await verdict();
    assert.deepEqual(violated, ["namespace-logging"]);
    const outcome = await user.preview(referring(service(api[0] ?? "")));
    assert.deepEqual(levels(outcome), [
      "mandatory elsewhere platform",
      "mandatory namespace-logging namespace",
      "mandatory namespace-waf namespace",
    ]);
    assert.match(outcome.output, /violates namespace-logging/);
  });
});
