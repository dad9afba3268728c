import { cost, type NanoDollars } from "../pricing/money.ts";
import type { DailyPrices, DailyRate } from "./daily-prices.ts";
import type { Usage, UsageKind } from "./usage.ts";

/**
 * How a figure is known. `metered`: counted one by one by the stage's own handlers. `estimated`:
 * from AWS's own metrics, for what no handler sees or reported. `assumed`: rests on something that
 * AWS does not say in public.
 */
export type Basis = "metered" | "estimated" | "assumed";

/** Charges of one day, API, namespace and kind that are known in one way. */
export interface ReportLine extends DailyRate {
  readonly day: string;
  readonly eventApiId: string;
  readonly namespace?: string;
  readonly kind: UsageKind;
  readonly basis: Basis;
  readonly quantity: bigint;
  readonly cost: NanoDollars;
}

/** One day's counts by both sources. */
interface DayCounts {
  readonly day: string;
  handler: bigint;
  service: bigint;
}

/**
 * Lines of a month. What the handlers counted is metered. Where AWS's own metric is higher over
 * the month, the rest is an estimated line: calls that no handler sees, and what handlers lost
 * before they could report it. So a month's quantity is the larger of both counts, and days add
 * up to it even when the two sources put a call on different sides of midnight. Each day has its own
 * price.
 *
 * @throws UnknownPriceError if no price is known on a day with usage.
 */
export function reportLines(usage: readonly Usage[], prices: DailyPrices): ReportLine[] {
  const groups = Map.groupBy(usage, ({ eventApiId, namespace, kind }) =>
    JSON.stringify([eventApiId, namespace, kind]),
  );
  return [...groups.values()]
    .flatMap((group) => linesOf(group, prices))
    .sort((one, other) => sortKey(one).localeCompare(sortKey(other), "en"));
}

function linesOf(group: readonly Usage[], prices: DailyPrices): ReportLine[] {
  const [first] = group;
  if (!first) {
    return [];
  }
  const { quantity: _, source: __, day: ___, ...subject } = first;
  const days = countsByDay(group);
  const line = (day: string, basis: Basis, quantity: bigint): ReportLine[] => {
    if (quantity <= 0n) {
      return [];
    }
    const rates = prices.rate(first.kind, day);
    return [{ ...subject, day, basis, quantity, cost: cost(quantity, rates.rate), ...rates }];
  };
  let rest = days.reduce((sum, { service, handler }) => sum + service - handler, 0n);
  return days.flatMap(({ day, handler, service }) => {
    const excess = largest(0n, least(service - handler, rest));
    rest -= excess;
    return [...line(day, "metered", handler), ...line(day, "estimated", excess)];
  });
}

function countsByDay(group: readonly Usage[]): DayCounts[] {
  const days = new Map<string, DayCounts>();
  for (const { day, source, quantity } of group) {
    const counts = days.get(day) ?? { day, handler: 0n, service: 0n };
    counts[source] += quantity;
    days.set(day, counts);
  }
  return [...days.values()].sort((one, other) => one.day.localeCompare(other.day));
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function largest(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

function sortKey({ day, eventApiId, namespace = "", kind, basis }: ReportLine): string {
  return [day, eventApiId, namespace, kind, basis].join("\u0000");
}
