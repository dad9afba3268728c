import { FLUSH_INTERVAL_MS, FLUSH_OPERATIONS, type MetricsFlush } from "./metering-flush.ts";
import type { NanoDollars } from "./money.ts";
import { chargeOf, type ServicePrices } from "./price.ts";

/**
 * Bytes of one metric line of the handlers without `OCCASIONAL_METRICS`, rounded up; a test holds it
 * against the real line.
 */
export const METRIC_LINE_BYTES = 700n;

/**
 * Custom metrics of a namespace that are sent all the time: those of `HANDLER_METRICS` without the
 * `OCCASIONAL_METRICS`, and Powertools' ColdStart.
 */
export const METRICS_PER_NAMESPACE = 6n;

/** What the handlers of a namespace do in a month, for the cost of metering them. */
export interface MeteredLoad {
  readonly flush: MetricsFlush;
  readonly invocations: bigint;
  /** Operations that the handlers see: inbound, handler and subscribe. */
  readonly operations: bigint;
  /** Containers that are warm at a time. */
  readonly containers: bigint;
  readonly days: bigint;
}

/** What metering itself costs. */
export interface MeteringCost {
  readonly lines: bigint;
  /** What CloudWatch Logs counts for the lines. */
  readonly bytes: bigint;
  readonly logIngestion: NanoDollars;
  readonly customMetrics: NanoDollars;
  readonly total: NanoDollars;
}

/**
 * Bytes that CloudWatch Logs counts for each event on top of its text.
 * Source: CloudWatch Logs API reference, PutLogEvents.
 */
export const LOG_EVENT_OVERHEAD_BYTES = 26n;
const FLUSHES_PER_DAY = BigInt((24 * 3_600_000) / FLUSH_INTERVAL_MS);

/** Most metric lines that the load writes: never more than one for each invocation. */
export function metricLines(load: MeteredLoad): bigint {
  const { flush, invocations, operations, containers, days } = load;
  if (flush === "invocation") {
    return invocations;
  }
  const full = operations / BigInt(FLUSH_OPERATIONS);
  const due = containers * days * FLUSHES_PER_DAY + full;
  return due < invocations ? due : invocations;
}

/** What CloudWatch Logs takes for lines of `bytes` each. */
export function lineIngestionCost(
  lines: bigint,
  bytes: bigint,
  prices: ServicePrices,
): NanoDollars {
  return chargeOf(prices("logIngestionGigabyte"), lines * (bytes + LOG_EVENT_OVERHEAD_BYTES));
}

/** Log ingestion of the metric lines, and the custom metrics that CloudWatch makes of them. */
export function meteringCost(load: MeteredLoad, prices: ServicePrices): MeteringCost {
  const lines = metricLines(load);
  const logIngestion = lineIngestionCost(lines, METRIC_LINE_BYTES, prices);
  const bytes = lines * (METRIC_LINE_BYTES + LOG_EVENT_OVERHEAD_BYTES);
  const metrics = lines > 0n ? METRICS_PER_NAMESPACE : 0n;
  const customMetrics = chargeOf(prices("customMetricMonth"), metrics);
  return { lines, bytes, logIngestion, customMetrics, total: logIngestion + customMetrics };
}
