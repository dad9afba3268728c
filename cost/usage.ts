import type { OperationKind } from "../pricing/operations.ts";

/** What an Event API is charged for. */
export type UsageKind = OperationKind | "connectionMinute";

/** A count of a day, by the handlers themselves or by AWS's own metrics. */
export interface Usage {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly eventApiId: string;
  /** Absent where AWS counts for the API as a whole: connects and connection-minutes. */
  readonly namespace?: string;
  readonly kind: UsageKind;
  readonly quantity: bigint;
  readonly source: "handler" | "service";
}

/** What was counted in a month, and what is worth knowing about the counting. */
export interface MonthUsage {
  readonly usage: readonly Usage[];
  /** Metric lines that the handlers wrote, and their bytes, where they can be counted. */
  readonly metricLines?: { readonly lines: bigint; readonly bytes: bigint };
  readonly notes: readonly string[];
  /** Where the counts come from, for the reader. */
  readonly origin: string;
}

const MILLISECONDS_PER_MINUTE = 60_000;

/** Sums values of one day, API, namespace and kind; connection time is given in milliseconds. */
export class UsageSum {
  readonly #sums = new Map<string, { usage: Omit<Usage, "quantity">; value: number }>();

  add(usage: Omit<Usage, "quantity">, value: number): void {
    const { day, eventApiId, namespace, kind, source } = usage;
    const key = JSON.stringify([day, eventApiId, namespace, kind, source]);
    const sum = this.#sums.get(key);
    if (sum) {
      sum.value += value;
    } else {
      this.#sums.set(key, { usage, value });
    }
  }

  /** Whole quantities; a begun connection-minute of a day counts in full. */
  usage(): Usage[] {
    return [...this.#sums.values()].map(({ usage, value }) => ({
      ...usage,
      quantity: BigInt(
        usage.kind === "connectionMinute"
          ? Math.ceil(value / MILLISECONDS_PER_MINUTE)
          : Math.round(value),
      ),
    }));
  }
}
