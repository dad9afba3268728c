import { cost, type NanoDollars } from "./money.ts";
import { neighbouringRate } from "./neighbouring-prices.ts";

/** How the handlers of a stage write their metrics. */
export interface MeteringLoad {
  /** Metric lines written in the month. */
  readonly lines: bigint;
  /** Bytes of one line. */
  readonly lineBytes: bigint;
  /** Custom metrics: names times dimension combinations. */
  readonly metrics: bigint;
}

/** What metering itself costs in a month. */
export interface MeteringCost {
  readonly logIngestion: NanoDollars;
  readonly customMetrics: NanoDollars;
  readonly total: NanoDollars;
}

// CloudWatch Logs adds 26 bytes to each event when it meters ingestion.
// Source: PutLogEvents API reference, size of a log event batch.
const LOG_EVENT_OVERHEAD_BYTES = 26n;

/** Log ingestion of the metric lines and the custom metrics that CloudWatch makes of them. */
export function meteringCost({ lines, lineBytes, metrics }: MeteringLoad): MeteringCost {
  const bytes = lines * (lineBytes + LOG_EVENT_OVERHEAD_BYTES);
  const logIngestion = cost(bytes, neighbouringRate("logIngestionByte"));
  const customMetrics = cost(metrics, neighbouringRate("customMetricMonth"));
  return { logIngestion, customMetrics, total: logIngestion + customMetrics };
}
