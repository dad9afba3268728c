import { divideHalfUp, type NanoDollars } from "../pricing/money.ts";
import type { PriceOverrides, Prices } from "../pricing/prices.ts";
import type { Bill } from "./cost-explorer.ts";
import { DailyPrices } from "./daily-prices.ts";
import type { Month } from "./month.ts";
import { type OtherServiceLine, otherServiceLines } from "./other-service-lines.ts";
import { type Basis, type ReportLine, reportLines } from "./report-lines.ts";
import type { MonthUsage, Usage, UsageKind } from "./usage.ts";

/** A kind of charge of one namespace in the month, by both counts. */
export interface KindReport {
  readonly kind: UsageKind;
  /** How the quantity is known; both when AWS's metric is higher than the handlers' count. */
  readonly bases: readonly Basis[];
  readonly quantity: bigint;
  readonly cost: NanoDollars;
  /** What the handlers counted; absent where no handler counts. */
  readonly handler?: bigint;
  /** What AWS's own metric says; absent where there is none. */
  readonly service?: bigint;
  /** Handlers' count less AWS's metric, where both exist. */
  readonly drift?: bigint;
}

/** A namespace's month; without a name it is what AWS counts for the API as a whole. */
export interface NamespaceReport {
  readonly namespace?: string;
  readonly kinds: readonly KindReport[];
  readonly operations: bigint;
  readonly cost: NanoDollars;
}

/** A month of a stage in dollars. */
export interface StageReport {
  readonly stage: string;
  readonly region: string;
  readonly month: Month;
  /** Prices that were in force on days with usage, oldest first; more than one where they changed. */
  readonly prices: readonly Prices[];
  readonly origin: string;
  readonly notes: readonly string[];
  readonly lines: readonly ReportLine[];
  readonly namespaces: readonly NamespaceReport[];
  readonly total: NanoDollars;
  readonly byBasis: Readonly<Record<Basis, NanoDollars>>;
  /** The month's total if the rest of it is like what is over. */
  readonly projected: NanoDollars;
  readonly beside: readonly OtherServiceLine[];
  readonly budgetUsd?: number;
  readonly bill?: Bill;
}

/** What a report is made from besides the counts. */
export interface ReportSettings {
  readonly stage: string;
  readonly region: string;
  readonly month: Month;
  /** Negotiated prices of the stage. @default the price list's */
  readonly overrides?: PriceOverrides;
  readonly budgetUsd?: number;
  readonly bill?: Bill;
}

/**
 * Adds up a month's counts, each day at its price. Pure.
 *
 * @throws UnknownPriceError if no price is known on a day with usage.
 */
export function stageReport(
  { overrides, ...settings }: ReportSettings,
  counted: MonthUsage,
): StageReport {
  const { usage } = counted;
  const daily = new DailyPrices(settings.region, overrides);
  const lines = reportLines(usage, daily);
  const prices = daily.inForce(lines.map(({ day }) => day));
  const total = sumCost(lines);
  const byBasis = {
    metered: sumCost(lines.filter(({ basis }) => basis === "metered")),
    estimated: sumCost(lines.filter(({ basis }) => basis === "estimated")),
    assumed: 0n,
  };
  return {
    ...settings,
    prices,
    origin: counted.origin,
    notes: counted.notes,
    lines,
    namespaces: namespaceReports(lines, usage),
    total,
    byBasis,
    projected: projection(total, settings.month),
    beside: otherServiceLines(counted, settings, overrides),
  };
}

function namespaceReports(
  lines: readonly ReportLine[],
  usage: readonly Usage[],
): NamespaceReport[] {
  const names = [...new Set(lines.map(({ namespace }) => namespace))].sort(byName);
  return names.map((namespace) => {
    const own = lines.filter((line) => line.namespace === namespace);
    const counted = usage.filter((each) => each.namespace === namespace);
    const kinds = [...new Set(own.map(({ kind }) => kind))].map((kind) =>
      kindReport(
        kind,
        own.filter((line) => line.kind === kind),
        counted.filter((each) => each.kind === kind),
      ),
    );
    const operations = kinds.filter(({ kind }) => kind !== "connectionMinute");
    return {
      ...(namespace === undefined ? {} : { namespace }),
      kinds: kinds.sort((one, other) => (one.cost < other.cost ? 1 : -1)),
      operations: operations.reduce((sum, { quantity }) => sum + quantity, 0n),
      cost: sumCost(own),
    };
  });
}

function kindReport(
  kind: UsageKind,
  lines: readonly ReportLine[],
  usage: readonly Usage[],
): KindReport {
  const handler = countOf(usage, "handler");
  const service = countOf(usage, "service");
  return {
    kind,
    bases: [...new Set(lines.map(({ basis }) => basis))].sort().reverse(),
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0n),
    cost: sumCost(lines),
    ...(handler === undefined ? {} : { handler }),
    ...(service === undefined ? {} : { service }),
    ...(handler === undefined || service === undefined ? {} : { drift: handler - service }),
  };
}

function countOf(usage: readonly Usage[], source: Usage["source"]): bigint | undefined {
  const own = usage.filter((each) => each.source === source);
  return own.length === 0 ? undefined : own.reduce((sum, { quantity }) => sum + quantity, 0n);
}

/**
 * What a month will cost if the rest of it is like what is over. The part that is over is a
 * floating-point number; a projection needs no more than its precision.
 */
export function projection(total: NanoDollars, { elapsed }: Month): NanoDollars {
  const scale = 1_000_000_000n;
  return divideHalfUp(total * scale, BigInt(Math.max(1, Math.round(elapsed * Number(scale)))));
}

function sumCost(lines: readonly { readonly cost: NanoDollars }[]): NanoDollars {
  return lines.reduce((sum, line) => sum + line.cost, 0n);
}

function byName(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) {
    return one === other ? 0 : one === undefined ? 1 : -1;
  }
  return one.localeCompare(other, "en", { numeric: true });
}
