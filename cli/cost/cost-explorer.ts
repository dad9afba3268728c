import { type CostExplorerClient, GetCostAndUsageCommand } from "@aws-sdk/client-cost-explorer";
import type { Month } from "./month.ts";

/** One usage type of Event APIs on the account's bill. */
export interface BilledUsage {
  readonly usageType: string;
  readonly quantity: number;
  readonly usd: number;
}

/** What Cost Explorer says of Event APIs in the month, for the whole account and all regions. */
export interface BillComparison {
  readonly billed: readonly BilledUsage[];
}

/**
 * Reads the account's Event API usage types of a month from Cost Explorer, which lags by a day and
 * costs 0.01 US dollars a request. Errors of the client are the caller's to explain.
 */
export async function costExplorerBill(
  client: CostExplorerClient,
  month: Month,
): Promise<BillComparison> {
  const billed: BilledUsage[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: { Start: month.firstDay, End: month.end.toISOString().slice(0, 10) },
        Granularity: "MONTHLY",
        Metrics: ["UnblendedCost", "UsageQuantity"],
        Filter: { Dimensions: { Key: "SERVICE", Values: ["AWS AppSync"] } },
        GroupBy: [{ Type: "DIMENSION", Key: "USAGE_TYPE" }],
        ...(token === undefined ? {} : { NextPageToken: token }),
      }),
    );
    for (const { Keys = [], Metrics = {} } of page.ResultsByTime?.flatMap((r) => r.Groups ?? []) ??
      []) {
      const usageType = Keys[0] ?? "";
      // Price List usage types: <REGION>-EventAPI-Operation, <REGION>-EventAPI-ConnectionDuration.
      if (!usageType.includes("EventAPI-")) continue;
      billed.push({
        usageType,
        quantity: Number(Metrics.UsageQuantity?.Amount ?? 0),
        usd: Number(Metrics.UnblendedCost?.Amount ?? 0),
      });
    }
    token = page.NextPageToken;
  } while (token !== undefined);
  return { billed };
}
