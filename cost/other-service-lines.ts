import { ASSUMPTIONS } from "../pricing/assumptions.ts";
import { lineIngestionCost, METRICS_PER_NAMESPACE } from "../pricing/metering-cost.ts";
import { cost, divideHalfUp, type NanoDollars } from "../pricing/money.ts";
import { chargeOf, servicePrices } from "../pricing/price.ts";
import { knownPrices, type PriceOverrides, type Prices } from "../pricing/prices.ts";
import type { Month } from "./month.ts";
import type { Basis } from "./report-lines.ts";
import type { MonthUsage } from "./usage.ts";

/** A charge that the report names but does not add to the Event API's bill. */
export interface OtherServiceLine {
  readonly what: string;
  readonly basis: Basis;
  readonly cost: NanoDollars;
  readonly why: string;
}

/** What metering itself costs, and what the bill would be under other readings of the price list. */
export function otherServiceLines(
  { usage, metricLines }: MonthUsage,
  { region, month }: { readonly region: string; readonly month: Month },
  overrides?: PriceOverrides,
): OtherServiceLine[] {
  const services = servicePrices(region, month.firstDay, overrides);
  const prices = knownPrices(region, month.firstDay, overrides);
  const minutes = usage
    .filter(({ kind, source }) => kind === "connectionMinute" && source === "service")
    .reduce((sum, { quantity }) => sum + quantity, 0n);
  const metered = new Set(
    usage.filter(({ source }) => source === "handler").map(({ namespace }) => namespace),
  );
  const metrics = BigInt(metered.size) * METRICS_PER_NAMESPACE;
  const ingestion = metricLines
    ? lineIngestionCost(metricLines.lines, averageBytes(metricLines), services)
    : undefined;
  return [
    ...(ingestion === undefined
      ? []
      : [
          {
            what: "Metering itself: log ingestion",
            basis: "estimated" as const,
            cost: ingestion,
            why: `${metricLines?.lines.toLocaleString("en-US")} metric lines, on the CloudWatch bill`,
          },
        ]),
    {
      what: "Metering itself: custom metrics",
      basis: "estimated",
      cost: chargeOf(services("customMetricMonth"), metrics),
      why: `${metrics} metrics for a whole month, on the CloudWatch bill; the first 10 are free`,
    },
    ...(prices ? assumedLines(minutes, prices) : []),
  ];
}

/** What the bill would be under other readings of the price list, at the price of the first day. */
function assumedLines(minutes: bigint, prices: Prices): OtherServiceLine[] {
  return [
    {
      what: "If the keep-alive is charged as a ping",
      basis: "assumed",
      cost: cost(minutes, prices.operation),
      why: `${minutes.toLocaleString("en-US")} more operations, one per connection-minute; AWS does not say`,
    },
    {
      what: "If the free tier applies",
      basis: "assumed",
      cost: -cost(BigInt(ASSUMPTIONS.freeOperationsPerMonth.minimum), prices.operation),
      why: "at most 250,000 operations a month and account; AWS does not say for how long",
    },
  ];
}

function averageBytes({ lines, bytes }: { lines: bigint; bytes: bigint }): bigint {
  return lines === 0n ? 0n : divideHalfUp(bytes, lines);
}
