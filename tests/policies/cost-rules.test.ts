import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { runtime } from "@pulumi/pulumi";
import { StackFacts } from "../../policies/facts/stack-facts.ts";
import type { Rule } from "../../policies/rule.ts";
import { settingsOf } from "../../policies/rule-settings.ts";
import { costWithinBudget } from "../../policies/rules/cost-within-budget.ts";
import { trafficWithinQuotas } from "../../policies/rules/traffic-within-quotas.ts";
import { WORKED_EXAMPLE } from "../pricing/worked-example.ts";
import { now } from "./judge.ts";
import { compliant } from "./stacks/compliant.ts";
import { policyResources } from "./stacks/policy-resources.ts";

const facts = new StackFacts(policyResources(compliant, "preview"));
const [namespace] = facts.namespaces;
const name = namespace?.name ?? "";

async function judge(
  rule: Rule,
  settings: Record<string, unknown>,
  config = {},
  region = "eu-west-1",
) {
  const own = Object.entries(settings).map(([key, value]) => [
    `appsync-events:${key}`,
    JSON.stringify(value),
  ]);
  runtime.setAllConfig({ "aws:region": region, ...Object.fromEntries(own) });
  return rule.check({ facts, stage: "prod", now, settings: settingsOf(rule.settings, config) });
}

function traffic(changes = {}) {
  return { [name]: { traffic: { ...WORKED_EXAMPLE, ...changes } } };
}

afterEach(() => runtime.setAllConfig({}));

describe("cost-within-budget", () => {
  test("passes a forecast within the budget, and a stage without one", async () => {
    assert.deepEqual(
      await judge(costWithinBudget, { namespaces: traffic(), budget: { monthlyUsd: 40 } }),
      [],
    );
    assert.deepEqual(await judge(costWithinBudget, { namespaces: traffic() }), []);
    assert.deepEqual(await judge(costWithinBudget, {}), []);
  });

  test("names forecast, budget and excess, on the API", async () => {
    const [finding, ...others] = await judge(costWithinBudget, {
      namespaces: traffic(),
      budget: { monthlyUsd: 16 },
    });
    assert.deepEqual(others, []);
    assert.equal(finding?.resource.type, "aws:appsync/api:Api");
    assert.match(
      finding?.found ?? "",
      /^the forecast is \$\d+\.\d\d a month, the budget \$16\.00: /,
    );
    assert.match(finding?.found ?? "", /\d+(\.\d)? % over it$/);
    assert.equal(finding?.note, undefined);
  });

  test("takes the maximum reading when told to", async () => {
    const settings = { namespaces: traffic(), budget: { monthlyUsd: 40 } };
    const [finding] = await judge(costWithinBudget, settings, { reading: "maximum" });
    assert.match(finding?.found ?? "", /in the maximum reading of the price list/);
  });

  test("takes the stage's own prices", async () => {
    const namespaces = traffic();
    const prices = { operationsPerMillion: 10 };
    const budget = { monthlyUsd: 40 };
    const findings = await judge(costWithinBudget, { namespaces, budget, prices });
    assert.equal(findings.length, 1);
  });

  test("only notes a region without a price, and says how to give one", async () => {
    const settings = { namespaces: traffic(), budget: { monthlyUsd: 40 } };
    const [finding] = await judge(costWithinBudget, settings, {}, "ap-south-2");
    assert.match(finding?.found ?? "", /not in the forecast: .*got region "ap-south-2"/);
    assert.equal(finding?.note, true);
  });

  test("refuses what is over the budget even without the dollars of the Event API", async () => {
    const prices = { webAclMonth: 1_000 };
    const settings = { namespaces: traffic(), budget: { monthlyUsd: 40 }, prices };
    const [finding] = await judge(costWithinBudget, settings, {}, "ap-south-2");
    assert.match(finding?.found ?? "", /^the forecast is \$1,\d+\.\d\d a month/);
    assert.equal(finding?.note, undefined);
  });

  test("only notes a budget to which no traffic is declared", async () => {
    const [finding] = await judge(costWithinBudget, { budget: { monthlyUsd: 1 } });
    assert.equal(finding?.note, true);
  });
});

describe("traffic-within-quotas", () => {
  test("passes traffic that fits", async () => {
    assert.deepEqual(await judge(trafficWithinQuotas, { namespaces: traffic() }), []);
  });

  test("names the quota and by how much, on the namespace at fault", async () => {
    const [finding, ...others] = await judge(trafficWithinQuotas, {
      namespaces: traffic({ eventsPerPublish: 6 }),
    });
    assert.deepEqual(others, []);
    assert.equal(finding?.resource.urn, namespace?.urn);
    assert.match(
      finding?.found ?? "",
      /would need 6 events, the quota is 5, exceeded by 1 \(20 %\)/,
    );
  });

  test("names the API when its namespaces together exceed a quota", async () => {
    const peak = { publishesPerSecond: 5_000 };
    const [finding] = await judge(trafficWithinQuotas, { namespaces: traffic({ peak }) });
    assert.equal(finding?.resource.type, "aws:appsync/api:Api");
    assert.match(finding?.found ?? "", /request tokens per second/);
  });

  test("takes quotas that were raised, and only those that AWS raises", async () => {
    const namespaces = traffic({ peak: { publishesPerSecond: 5_000 } });
    const raisedQuotas = { requestTokensPerSecond: 5_000 };
    assert.deepEqual(await judge(trafficWithinQuotas, { namespaces }, { raisedQuotas }), []);
    const large = { namespaces: traffic({ eventBytes: 300_000 }) };
    const impossible = { raisedQuotas: { eventBytes: 1e9 } };
    await assert.rejects(judge(trafficWithinQuotas, large, impossible), /AWS does not raise it/);
  });

  test("leaves out traffic of namespaces that the stack does not have", async () => {
    const namespaces = { other: { traffic: { ...WORKED_EXAMPLE, eventsPerPublish: 6 } } };
    assert.deepEqual(await judge(trafficWithinQuotas, { namespaces }), []);
  });

  test("reports traffic that cannot be read, with its path", async () => {
    const [finding] = await judge(trafficWithinQuotas, {
      namespaces: traffic({ subscribers: -1 }),
    });
    assert.match(finding?.found ?? "", /namespaces\/.*\/traffic\/subscribers is -1/);
    assert.match(finding?.fix ?? "", /must be >= 0/);
  });
});
