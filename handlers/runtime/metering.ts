import { Metrics } from "@aws-lambda-powertools/metrics";
import {
  COST_METRIC,
  HANDLER_METRICS,
  OPERATION_METRICS,
  REJECTED_METRIC,
  rejectionField,
} from "../../pricing/handler-metrics.ts";
import { meteredUnits } from "../../pricing/metered-units.ts";
import {
  FLUSH_INTERVAL_MS,
  FLUSH_OPERATIONS,
  type MetricsFlush,
} from "../../pricing/metering-flush.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { OperationMeter } from "./operation-meter.ts";

/** Whose operations are counted, and when the counts are written. */
export interface MeteringOptions {
  readonly stage: string;
  readonly eventApiId: string;
  readonly namespace: string;
  /** `invocation` writes after each invocation, `aggregate` sums over a warm container. */
  readonly flush: MetricsFlush;
  /** US dollars of a million operations; not a number where no price is known. */
  readonly usdPerMillion: number;
  /** Clock in epoch milliseconds. */
  readonly now?: () => number;
}

/** Counts the operations of a namespace's function and writes them as EMF metrics with dollars. */
export class Metering implements OperationMeter {
  readonly #options: MeteringOptions;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  #counts = none();
  #rejected = new Map<ErrorCode, number>();
  #flushedAt = Number.NEGATIVE_INFINITY;
  #invokedAt = 0;

  constructor(options: MeteringOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#metrics = new Metrics({
      defaultDimensions: {
        Stage: options.stage,
        EventAPIId: options.eventApiId,
        ChannelNamespaceName: options.namespace,
      },
    });
    if (options.flush === "aggregate") flushAtExit(this);
  }

  invocation(kind: "PUBLISH" | "SUBSCRIBE", eventBytes: readonly number[]): void {
    const now = this.#now();
    // A line stands for one day, so that days and months add up.
    if (dayNumber(now) !== dayNumber(this.#invokedAt)) this.flushNow();
    this.#invokedAt = now;
    this.#counts.handler += 1;
    if (kind === "SUBSCRIBE") this.#counts.subscribe += 1;
    for (const bytes of eventBytes) this.#counts.inbound += meteredUnits(bytes);
  }

  /** Counts a refused event or subscription under its public code. */
  rejected(code: ErrorCode): void {
    this.#rejected.set(code, (this.#rejected.get(code) ?? 0) + 1);
  }

  flush(): void {
    if (this.#isDue()) this.flushNow();
  }

  /** Writes what was counted since the last time, if anything, whether it is due or not. */
  flushNow(): void {
    const counts = this.#counts;
    if (counts.handler === 0) return;
    this.#addOperations(counts);
    this.#addCost(counts);
    this.#addRejected();
    this.#counts = none();
    this.#rejected = new Map();
    this.#flushedAt = this.#now();
    this.#metrics.setTimestamp(this.#invokedAt);
    this.#metrics.publishStoredMetrics();
  }

  #isDue(): boolean {
    if (this.#options.flush === "invocation") return true;
    const { inbound, handler, subscribe } = this.#counts;
    return (
      inbound + handler + subscribe >= FLUSH_OPERATIONS ||
      this.#invokedAt - this.#flushedAt >= FLUSH_INTERVAL_MS
    );
  }

  #addOperations(counts: Counts): void {
    for (const kind of Object.keys(counts) as (keyof Counts)[])
      if (counts[kind] > 0) this.#add(OPERATION_METRICS[kind], counts[kind]);
  }

  // The split by code is metadata: the log can be searched for it, and no code is a metric to pay.
  #addRejected(): void {
    let total = 0;
    for (const [code, count] of this.#rejected) {
      total += count;
      this.#metrics.addMetadata(rejectionField(code), String(count));
    }
    if (total > 0) this.#add(REJECTED_METRIC, total);
  }

  // A namespace keeps serving where no price is known: operations are counted all the same.
  #addCost({ inbound, handler, subscribe }: Counts): void {
    const { usdPerMillion } = this.#options;
    if (Number.isNaN(usdPerMillion)) return;
    const nanoDollars = Math.round((inbound + handler + subscribe) * usdPerMillion * 1e3);
    this.#add(COST_METRIC, nanoDollars / 1e9);
  }

  #add(name: keyof typeof HANDLER_METRICS, value: number): void {
    this.#metrics.addMetric(name, HANDLER_METRICS[name], value);
  }
}

type Counts = Record<keyof typeof OPERATION_METRICS, number>;

// UTC days since the epoch: writing out two dates for every invocation would cost more than counting.
const dayNumber = (epochMilliseconds: number) => Math.floor(epochMilliseconds / 86_400_000);

const none = (): Counts => ({ inbound: 0, handler: 0, subscribe: 0 });

// Lambda sends SIGTERM before it removes a container when an extension is registered (Lambda
// Developer Guide, execution environment lifecycle, Shutdown phase). Writing to standard output
// is synchronous, so the line is out before the process ends.
function flushAtExit(metering: Metering): void {
  process.once("exit", () => metering.flushNow());
  process.once("SIGTERM", () => process.exit(0));
}
