import type { PolicyResource } from "@pulumi/policy";
import { declaredTraffic } from "../../pricing/cost-settings.ts";
import { displayUsd, fromUsd } from "../../pricing/money.ts";
import { namespaceNamed, type UsedApi } from "../facts/used-api.ts";
import { BUDGET_AND_TRAFFIC, OWN_PRICES } from "../fixes/settings.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { type StageCost, stageCost, stageForecast } from "../stage-cost.ts";

type Reading = "expected" | "maximum";

/** A stage's declared traffic costs no more than its budget. */
export const costWithinBudget = defineRule({
  name: "cost-within-budget",
  description: "What the declared traffic of a stage costs in a month is within its budget.",
  severity: "medium",
  framework: wellArchitected("COST02-BP05"),
  tags: ["FinOps", "Well-Architected: Cost Optimization"],
  level: "mandatory",
  levels: { dev: "advisory", local: "advisory" },
  settings: {
    reading: {
      enum: ["expected", "maximum"],
      default: "expected",
      description: "Whether to take what is expected, or the maximum reading of AWS's price list",
    },
  },
  remediation:
    "Lower the traffic, most of all subscribers and event size, or raise `appsync-events:budget` " +
    "with those who pay. `npm run cost -- forecast --stage <stage>` shows what the figure is made of.",
  check: async ({ facts, now, settings }) => {
    const cost = await stageCost();
    const priced = Object.keys(declaredTraffic(cost.settings));
    const used = facts.usedApis().toSorted(byUrn);
    const busy = used.find((api) => priced.some((name) => namespaceNamed(api, name)));
    // The budget is the stage's, so one API stands for it: one whose traffic costs something.
    const resource = (busy ?? used[0])?.api.resource;
    if (resource === undefined) {
      return [];
    }
    return findings(cost, facts.given, now, settings.reading).map((finding) => ({
      resource,
      ...finding,
    }));
  },
});

function byUrn(one: UsedApi, other: UsedApi): number {
  return one.api.resource.urn.localeCompare(other.api.resource.urn);
}

type Found = Omit<Finding, "resource">;

const WHY = "Every delivered event is billed, so the bill would be higher than was agreed";

function findings(
  cost: StageCost,
  resources: readonly PolicyResource[],
  now: Date,
  reading: Reading,
): Found[] {
  const { budget } = cost.settings;
  // Traffic that cannot be read is what traffic-within-quotas reports.
  if (budget === undefined || cost.faults.length > 0) {
    return [];
  }
  const why = WHY;
  if (Object.keys(declaredTraffic(cost.settings)).length === 0) {
    return [untold(why)];
  }
  const month = stageForecast(cost, resources, now);
  const { total } = reading === "maximum" ? month.maximum : month;
  if (total > fromUsd(budget.monthlyUsd)) {
    return [over(total, budget.monthlyUsd, reading)];
  }
  return month.unknownPrice === undefined ? [] : [unpriced(month.unknownPrice, why)];
}

/** A stage in a region without a known price still deploys, so this is only a note. */
function unpriced(unknownPrice: string, why: string): Found {
  const found = `the Event API's dollars are not in the forecast: ${unknownPrice}`;
  const fix = "set appsync-events:prices for this stage";
  return { found, why, fix, example: OWN_PRICES, note: true };
}

function untold(why: string): Found {
  const found = "there is a budget, but no namespace declares traffic, so nothing is forecast";
  const fix = "set appsync-events:namespaces.<name>.traffic in the stage file";
  return { found, why, fix, example: BUDGET_AND_TRAFFIC, note: true };
}

function over(total: bigint, monthlyUsd: number, reading: Reading): Found {
  const budget = fromUsd(monthlyUsd);
  const excess = `${displayUsd(total - budget)}, or ${percent(total, budget)} % over it`;
  const read = reading === "maximum" ? " in the maximum reading of the price list" : "";
  return {
    found: `the forecast is ${displayUsd(total)} a month${read}, the budget ${displayUsd(budget)}: ${excess}`,
    id: "the forecast is over the budget",
    why: WHY,
    fix: "lower the declared traffic, or raise appsync-events:budget.monthlyUsd with those who pay",
    example: BUDGET_AND_TRAFFIC,
  };
}

function percent(total: bigint, budget: bigint): number {
  return Number(((total - budget) * 1_000n) / budget) / 10;
}
