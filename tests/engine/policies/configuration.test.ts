import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { change, ref } from "../../policies/stacks/blueprint.ts";
import { compliant } from "../../policies/stacks/compliant.ts";
import { register } from "./blueprint-program.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

const unreadable = change(compliant, "function-policy", ["policy"], ref("api", "apiArn"));

describe("the policy pack with a configuration of its own", () => {
  const open: EngineRun[] = [];
  const preview = async (packConfig: Record<string, unknown>): Promise<Outcome> => {
    const run = await openEngine({ packConfig });
    open.push(run);
    return await run.preview(async () => register(unreadable));
  };
  const levels = ({ reported }: Outcome) =>
    reported.map(({ level, policy, resource }) => `${level} ${policy} ${resource}`);
  after(async () => {
    await Promise.all(open.map((run) => run.close()));
  });

  it("takes a rule's settings", async () => {
    const outcome = await preview({ "iam-no-wildcards": { unknownDocuments: "advisory" } });
    assert.deepEqual(levels(outcome), ["advisory iam-no-wildcards function-policy"]);
    assert.ok(outcome.succeeded, outcome.output);
  });

  it("takes a rule's level, for every stage or for one", async () => {
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

  it("refuses values that a setting does not allow, naming the setting", async () => {
    const wrong = {
      "iam-no-wildcards": { unknownDocuments: "disabled" },
      "api-key-expiry": { maximumDays: 400 },
      "traffic-within-quotas": { raisedQuotas: { eventBytes: 1e9 } },
    };
    const { succeeded, output } = await preview(wrong);
    assert.equal(succeeded, false);
    for (const [rule, settings] of Object.entries(wrong)) {
      for (const name of [rule, ...Object.keys(settings)]) assert.ok(output.includes(name), output);
    }
  });

  it("refuses a setting that no rule has", async () => {
    const { succeeded, output } = await preview({ "api-key-expiry": { maximumDay: 100 } });
    assert.equal(succeeded, false);
    assert.match(output, /api-key-expiry.*\n?.*"maximumDay"/);
  });
});
