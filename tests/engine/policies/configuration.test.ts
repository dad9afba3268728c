import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type Blueprint, change, type Ref, ref } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { cases } from "../../policies/stacks/guards-elsewhere.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

function policyMadeFrom(origin: Ref): Blueprint {
  return {
    parameter: { type: "aws:ssm/parameter:Parameter", properties: { type: "String" } },
    ...change(compliant, "function-policy", ["policy"], origin),
  };
}

/** A parameter may hold anything, an ARN of the stack may not. */
const unreadable = policyMadeFrom(ref("parameter", "arn"));
const unreadYet = policyMadeFrom(ref("api", "apiArn"));

describe("the policy pack with a configuration of its own", () => {
  const open: EngineRun[] = [];
  const preview = async (
    packConfig: Record<string, unknown>,
    blueprint: Blueprint = unreadable,
  ): Promise<Outcome> => {
    const run = await openEngine({ packConfig });
    open.push(run);
    return await run.preview(async () => void register(blueprint));
  };
  const levels = ({ reported }: Outcome) =>
    reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  test("takes a rule's settings", async () => {
    const outcome = await preview({ "iam-no-wildcards": { unknownDocuments: "advisory" } });
    assert.deepEqual(levels(outcome), ["advisory iam-no-wildcards function-policy"]);
    assert.ok(outcome.succeeded, outcome.output);
  });

  test("tells of documents that wait for ARNs of the stack, or refuses them where it is told to", async () => {
    const settings = { "iam-no-wildcards": { documentsOfStackNames: "mandatory" } };
    assert.deepEqual(levels(await preview({}, unreadYet)), [
      "advisory iam-no-wildcards function-policy",
    ]);
    assert.deepEqual(levels(await preview(settings, unreadYet)), [
      "mandatory iam-no-wildcards function-policy",
    ]);
  });

  test("takes what lives elsewhere for every stage, and refuses entries that cannot be read", async () => {
    const arn = "arn:aws:wafv2:eu-west-1:999999999999:regional/webacl/shared/1";
    const shared = change(compliant, "association", ["webAclArn"], arn);
    const entry = {
      kind: "webAcl",
      matches: arn,
      owner: "platform-team",
      reason: "The platform stack owns it and runs the pack",
      reviewBy: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
    };
    const vouched = await preview({ elsewhere: { entries: [entry] } }, shared);
    assert.deepEqual(levels(vouched), ["advisory namespace-waf association"]);
    assert.ok(vouched.succeeded, vouched.output);
    const blank = await preview({ elsewhere: { entries: [{ ...entry, owner: " " }] } }, shared);
    assert.deepEqual(
      levels(blank).filter((one) => one.startsWith("mandatory")),
      ["mandatory elsewhere policy-tests-prod", "mandatory namespace-waf association"],
    );
  });

  test("refuses what a stage says lives elsewhere once no rule needs it", async () => {
    const { vouched, blueprint } = cases[0] ?? assert.fail("no case");
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const entries = [{ ...vouched, reviewBy: soon }];
    const run = await openEngine({ config: { "policies:elsewhere": JSON.stringify(entries) } });
    open.push(run);
    const needed = await run.preview(async () => void register(blueprint));
    assert.ok(needed.succeeded, needed.output);
    const idle = await run.preview(async () => void register(compliant));
    assert.deepEqual(levels(idle), ["mandatory elsewhere-in-use policy-tests-prod"]);
    assert.equal(idle.succeeded, false);
  });

  test("takes a rule's level, for every stage or for one", async () => {
    const everywhere = { "iam-no-wildcards": { enforcementLevel: "advisory" } };
    const here = { "iam-no-wildcards": { levels: { prod: "advisory" } } };
    const elsewhere = { "iam-no-wildcards": { levels: { sandbox: "advisory" } } };
    const lowered = ["advisory iam-no-wildcards function-policy"];
    assert.deepEqual(levels(await preview(everywhere)), lowered);
    assert.deepEqual(levels(await preview(here)), lowered);
    assert.deepEqual(levels(await preview(elsewhere)), [
      "mandatory iam-no-wildcards function-policy",
    ]);
  });

  test("refuses values that a setting does not allow, naming the setting", async () => {
    const wrong = {
      "iam-no-wildcards": { unknownDocuments: "disabled" },
      "api-key-expiry": { maximumDays: 400 },
      "traffic-within-quotas": { raisedQuotas: { eventBytes: 1e9 } },
    };
    const { succeeded, output } = await preview(wrong);
    assert.equal(succeeded, false);
    for (const [rule, settings] of Object.entries(wrong)) {
      for (const name of [rule, ...Object.keys(settings)]) {
        assert.ok(output.includes(name), output);
      }
    }
  });

  test("refuses a setting that no rule has", async () => {
    const { succeeded, output } = await preview({ "api-key-expiry": { maximumDay: 100 } });
    assert.equal(succeeded, false);
    assert.match(output, /api-key-expiry.*\n?.*"maximumDay"/);
  });
});
