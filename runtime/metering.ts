import { Metrics } from "@aws-lambda-powertools/metrics";
import {
  COST_METRIC,
  DROPPED_METRIC,
  HANDLER_METRICS,
  OPERATION_METRICS,
  refusalField,
  refusalMetric,
  SERVER_FAULTS_METRIC,
} from "../pricing/handler-metrics.ts";
import { meteredUnits } from "../pricing/metered-units.ts";
import {
  FLUSH_INTERVAL_MS,
  FLUSH_OPERATIONS,
  type MetricsFlush,
} from "../pricing/metering-flush.ts";
import type { ErrorCode } from "./error-codes.ts";
import { endOnSignal, flushAtExit } from "./process-end.ts";

/** Whose operations are counted, and when the counts are written. */
export interface MeteringOptions {
  /** Undefined, as the two below it, where the function's environment does not say. */
  readonly stage: string | undefined;
  readonly eventApiId: string | undefined;
  readonly namespace: string | undefined;
  /** `invocation` writes after each invocation, `aggregate` sums over a warm container. */
  readonly flush: MetricsFlush;
  /** US dollars of a million operations; not a number where no price is known. */
  readonly usdPerMillion: number;
  /** Clock in epoch milliseconds. */
  readonly now?: () => number;
}

/** Those who have counted something that is not written yet. */
const waiting = new Set<Metering>();

/** Counts the operations of a namespace's function and writes them as EMF metrics with dollars. */
export class Metering {
  readonly #options: MeteringOptions;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  #counts = none();
  #flushedAt = Number.NEGATIVE_INFINITY;
  #countedAt = 0;

  constructor(options: MeteringOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#metrics = new Metrics({
      defaultDimensions: known({
        Stage: options.stage,
        EventAPIId: options.eventApiId,
        ChannelNamespaceName: options.namespace,
      }),
    });
    flushAtExit(waiting);
    if (options.flush === "aggregate") {
      endOnSignal();
    }
  }

  /** Counts a cold start, which has dimensions of Powertools' own. */
  coldStart(functionName: string | undefined): void {
    new Metrics().captureColdStartMetric(functionName);
  }

  /**
   * Counts an invocation. Call it before any function of a handler runs: AppSync charges for it
   * whatever becomes of it, and a function may end the process.
   *
   * @param eventBytes JSON sizes of the published events.
   */
  invocation(kind: "PUBLISH" | "SUBSCRIBE", eventBytes: readonly number[]): void {
    this.#at(this.#now());
    this.#counts.handler += 1;
    if (kind === "SUBSCRIBE") {
      this.#counts.subscribe += 1;
    }
    for (const bytes of eventBytes) {
      this.#counts.inbound += meteredUnits(bytes);
    }
  }

  /** Counts a refused event or subscription under its public code. */
  refused(code: ErrorCode): void {
    this.#at(this.#now());
    const { refused } = this.#counts;
    refused.set(code, (refused.get(code) ?? 0) + 1);
  }

  /** Counts an event that a handler left out of the broadcast. */
  dropped(): void {
    this.#at(this.#now());
    this.#counts.dropped += 1;
  }

  /** Writes what was counted, when it is due. */
  flush(): void {
    if (waiting.has(this) && this.#isDue()) {
      this.flushNow();
    }
  }

  /** Writes what was counted since the last time, if anything, whether it is due or not. */
  flushNow(): void {
    if (!waiting.has(this)) {
      return;
    }
    this.#addOperations();
    this.#addCost();
    this.#addRefused();
    if (this.#counts.dropped > 0) {
      this.#add(DROPPED_METRIC, this.#counts.dropped);
    }
    this.#metrics.setTimestamp(this.#countedAt);
    this.#metrics.publishStoredMetrics();
    // Not before it was written: what could not be is written the next time.
    waiting.delete(this);
    this.#counts = none();
    this.#flushedAt = this.#now();
  }

  /** A line stands for one day, so that days and months add up. */
  #at(now: number): void {
    if (dayNumber(now) !== dayNumber(this.#countedAt)) {
      this.#flushDay();
    }
    this.#countedAt = now;
    waiting.add(this);
  }

  #flushDay(): void {
    try {
      this.flushNow();
    } catch {
      // Counting goes on: what could not be written is written with the next line.
    }
  }

  /** A fault of the server is written at once: a container that nobody invokes again never would. */
  #isDue(): boolean {
    if (this.#options.flush === "invocation" || this.#hasServerFault()) {
      return true;
    }
    const { inbound, handler, subscribe } = this.#counts;
    return (
      inbound + handler + subscribe >= FLUSH_OPERATIONS ||
      this.#countedAt - this.#flushedAt >= FLUSH_INTERVAL_MS
    );
  }

  #hasServerFault(): boolean {
    return [...this.#counts.refused.keys()].some(
      (code) => refusalMetric(code) === SERVER_FAULTS_METRIC,
    );
  }

  #addOperations(): void {
    for (const kind of Object.keys(OPERATION_METRICS) as (keyof typeof OPERATION_METRICS)[]) {
      if (this.#counts[kind] > 0) {
        this.#add(OPERATION_METRICS[kind], this.#counts[kind]);
      }
    }
  }

  // The split by code is metadata: the log can be searched for it, and no code is a metric to pay.
  #addRefused(): void {
    const totals = new Map<keyof typeof HANDLER_METRICS, number>();
    for (const [code, count] of this.#counts.refused) {
      const metric = refusalMetric(code);
      totals.set(metric, (totals.get(metric) ?? 0) + count);
      this.#metrics.addMetadata(refusalField(code), String(count));
    }
    for (const [metric, count] of totals) {
      this.#add(metric, count);
    }
  }

  // A namespace keeps serving where no price is known: operations are counted all the same.
  #addCost(): void {
    const { inbound, handler, subscribe } = this.#counts;
    const { usdPerMillion } = this.#options;
    if (handler === 0 || Number.isNaN(usdPerMillion)) {
      return;
    }
    const nanoDollars = Math.round((inbound + handler + subscribe) * usdPerMillion * 1e3);
    this.#add(COST_METRIC, nanoDollars / 1e9);
  }

  #add(name: keyof typeof HANDLER_METRICS, value: number): void {
    this.#metrics.addMetric(name, HANDLER_METRICS[name], value);
  }
}

interface Counts extends Record<keyof typeof OPERATION_METRICS, number> {
  dropped: number;
  readonly refused: Map<ErrorCode, number>;
}

// UTC days since the epoch: writing out two dates for every invocation would cost more than counting.
function dayNumber(epochMilliseconds: number) {
  return Math.floor(epochMilliseconds / 86_400_000);
}

function none(): Counts {
  return {
    inbound: 0,
    handler: 0,
    subscribe: 0,
    dropped: 0,
    refused: new Map(),
  };
}

/** Powertools warns of every dimension without a value. */
function known(dimensions: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dimensions).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
