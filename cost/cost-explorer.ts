import {
  type CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type ResultByTime,
} from "@aws-sdk/client-cost-explorer";
import { fromUsd, type NanoDollars } from "../pricing/money.ts";
import type { Month } from "./month.ts";

/** One usage type of Event APIs on the bill. */
export interface BilledUsage {
  readonly usageType: string;
  readonly quantity: number;
  readonly cost: NanoDollars;
}

/** What the account's bill says of a stage's Event APIs, on the days that a report has as well. */
export interface Bill {
  readonly region: string;
  /** First and last day that are compared, `YYYY-MM-DD`. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly metric: BillMetric;
  /** Whether AWS may still correct what it says. */
  readonly estimated: boolean;
  readonly billed: readonly BilledUsage[];
  /** Event API usage of the region that carries no tag `Stage`, on the same days. */
  readonly untagged: NanoDollars;
}

/**
 * Costs at public prices, or less the discounts that the account has agreed.
 * Source: AWS Cost Explorer API reference, GetCostAndUsage, Metrics.
 */
export type BillMetric = "UnblendedCost" | "NetUnblendedCost";

/** Why a report cannot be compared with the bill, as the end of a sentence. */
export interface RefusedBill {
  readonly refused: string;
}

/** What Cost Explorer is asked for. */
export interface BillQuestion {
  readonly stage: string;
  readonly region: string;
  readonly month: Month;
  readonly metric: BillMetric;
  readonly now: Date;
}

const TAG = "Stage";
const DAY = 86_400_000;
const CURRENCY = "USD";

/**
 * Reads what a stage's Event APIs cost on the account's bill: by the tag `Stage`, in one region, usage
 * alone, without credits, refunds, tax, support and discounts that are lines of their own. A request
 * costs 0.01 US dollars. Errors of the client are the caller's to explain.
 */
export async function costExplorerBill(
  client: CostExplorerClient,
  question: BillQuestion,
): Promise<Bill | RefusedBill> {
  const { month, now } = question;
  // Cost Explorer is up to a day behind, so yesterday is not whole yet.
  const yesterday = new Date(Math.floor(now.getTime() / DAY) * DAY - DAY);
  const end = month.end < yesterday ? month.end : yesterday;
  if (end <= month.start) {
    const from = dayOf(new Date(month.start.getTime() + 2 * DAY));
    return {
      refused: `Cost Explorer is up to a day behind; ${month.name} can be compared from ${from} on`,
    };
  }
  const days = await results(client, request(question, end));
  return billOf(question, dayOf(new Date(end.getTime() - DAY)), days);
}

function request({ region, month, metric }: BillQuestion, end: Date): GetCostAndUsageCommandInput {
  return {
    TimePeriod: { Start: month.firstDay, End: dayOf(end) },
    Granularity: "DAILY",
    Metrics: [metric, "UsageQuantity"],
    Filter: {
      And: [
        { Dimensions: { Key: "SERVICE", Values: ["AWS AppSync"] } },
        { Dimensions: { Key: "REGION", Values: [region] } },
        { Dimensions: { Key: "RECORD_TYPE", Values: ["Usage"] } },
      ],
    },
    GroupBy: [
      { Type: "TAG", Key: TAG },
      { Type: "DIMENSION", Key: "USAGE_TYPE" },
    ],
  };
}

async function results(
  client: CostExplorerClient,
  input: GetCostAndUsageCommandInput,
): Promise<ResultByTime[]> {
  const all: ResultByTime[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetCostAndUsageCommand({ ...input, ...(token ? { NextPageToken: token } : {}) }),
    );
    all.push(...(page.ResultsByTime ?? []));
    token = page.NextPageToken;
  } while (token !== undefined);
  return all;
}

/** Usage of Event APIs on one day. */
interface DailyUsage extends BilledUsage {
  readonly day: string;
  /** Value of the tag; empty where there is none. */
  readonly stage: string;
  readonly currency: string;
}

function billOf(
  { stage, region, month, metric }: BillQuestion,
  lastDay: string,
  days: readonly ResultByTime[],
): Bill | RefusedBill {
  const usage = days.flatMap((day) => usageOf(day, metric));
  const foreign = usage.find(({ currency }) => currency !== CURRENCY);
  if (foreign) {
    return { refused: `the bill is in ${foreign.currency}, this report in ${CURRENCY}` };
  }
  const own = usage.filter((each) => each.stage === stage);
  const untagged = usage.filter((each) => each.stage === "");
  const first = own.map(({ day }) => day).sort()[0];
  if (first === undefined) {
    return { refused: nothingTagged(stage, region, untagged.length > 0) };
  }
  // Usage before a tag is activated stays without it, so only the days since then compare.
  const late = untagged.some(({ day }) => day < first);
  const firstDay = late ? first : month.firstDay;
  return {
    ...{ region, firstDay, lastDay, metric },
    estimated: days.some(({ Estimated }) => Estimated),
    billed: sums(own),
    untagged: untagged
      .filter(({ day }) => day >= firstDay)
      .reduce((sum, { cost }) => sum + cost, 0n),
  };
}

function nothingTagged(stage: string, region: string, untagged: boolean): string {
  return untagged
    ? `no Event API usage in ${region} carries the tag ${TAG}=${stage}, but some carries none: activate ` +
        `${TAG} as a cost allocation tag in the payer account; usage before that stays without it`
    : `Cost Explorer has no Event API usage in ${region} with the tag ${TAG}=${stage}`;
}

function usageOf({ TimePeriod, Groups = [] }: ResultByTime, metric: BillMetric): DailyUsage[] {
  return Groups.flatMap(({ Keys = [], Metrics = {} }) => {
    const [tag = "", usageType = ""] = Keys;
    // Price List usage types: <REGION>-EventAPI-Operation, <REGION>-EventAPI-ConnectionDuration.
    if (!usageType.includes("EventAPI-")) {
      return [];
    }
    return {
      day: TimePeriod?.Start ?? "",
      stage: tag.slice(`${TAG}$`.length),
      usageType,
      quantity: Number(Metrics.UsageQuantity?.Amount ?? 0),
      cost: amount(Metrics[metric]?.Amount ?? "0"),
      currency: Metrics[metric]?.Unit ?? CURRENCY,
    };
  });
}

function sums(usage: readonly DailyUsage[]): BilledUsage[] {
  const byType = Map.groupBy(usage, ({ usageType }) => usageType);
  return [...byType].map(([usageType, each]) => ({
    usageType,
    quantity: each.reduce((sum, { quantity }) => sum + quantity, 0),
    cost: each.reduce((sum, { cost }) => sum + cost, 0n),
  }));
}

/** Amounts are decimals as text, with an exponent where they are small; corrections are negative. */
function amount(text: string): NanoDollars {
  const magnitude = fromUsd(text.toLowerCase().replace(/^-/, ""));
  return text.startsWith("-") ? -magnitude : magnitude;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
