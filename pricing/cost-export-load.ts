import { OPERATION_METRICS } from "./handler-metrics.ts";
import type { PriceName } from "./price-definitions.ts";
import { CHARGED_METRICS, SERVICE_METRICS } from "./service-metrics.ts";

/** What a nightly export's month depends on. */
export interface CostExportLoad {
  /** Channel namespaces of the stage. */
  readonly namespaces: number;
  /** Days that are written each night. */
  readonly settleDays: number;
  /** Days of the month. */
  readonly days: number;
  /** Months of rows that are in the bucket. */
  readonly monthsStored: number;
  readonly memoryMegabytes: number;
}

/** Metrics of a namespace and of an API that are read: the handlers' own, and what AWS charges by. */
const API_METRICS: ReadonlySet<string> = new Set(SERVICE_METRICS.api);
const ofApi = Object.keys(CHARGED_METRICS).filter((name) => API_METRICS.has(name)).length;
const ofNamespace =
  Object.keys(OPERATION_METRICS).length + Object.keys(CHARGED_METRICS).length - ofApi;

/** A night reads a month, writes two files a day and takes about as long. */
const NIGHT_MILLISECONDS = 3_000;

/** Files of a day: one in Parquet and one in CSV. */
const FILES_PER_DAY = 2;

/** Rows of a namespace on a day at most: its kinds of charge, metered and estimated. */
const ROWS_PER_NAMESPACE = 8;

/** A row in both formats, and the columns of a Parquet file, as measured: rounded up. */
const ROW_BYTES = 1_500;
const FILE_BYTES = 12_000;

/** Days for which the bucket keeps a file that was replaced. */
const REPLACED_DAYS = 90;

/**
 * Units of a month that a nightly export is charged for, by price. Its alarm and log group are resources
 * like all others. Nothing here: ListMetrics, SQS and the Glue Data Catalog stay within what each account
 * has free every month (1 million requests each), EventBridge Scheduler within its 14 million
 * invocations (pricing pages of Amazon CloudWatch, Amazon SQS, AWS Glue, Amazon EventBridge).
 */
export function costExportUnits(load: CostExportLoad): Partial<Record<PriceName, bigint>> {
  const { namespaces, settleDays, days, monthsStored, memoryMegabytes } = load;
  // The first nights of a month write days of the month before, and read that too.
  const monthsRead = days + settleDays - 1;
  const metrics = namespaces * ofNamespace + ofApi;
  const dayBytes = namespaces * ROWS_PER_NAMESPACE * ROW_BYTES + FILE_BYTES;
  const daysStored = Math.ceil(days * monthsStored) + settleDays * REPLACED_DAYS;
  return {
    lambdaRequestsPerMillion: BigInt(days),
    lambdaGigabyteSecond: BigInt(days * NIGHT_MILLISECONDS * memoryMegabytes),
    metricsRequestedPerThousand: BigInt(monthsRead * metrics),
    s3PutRequestsPerThousand: BigInt(days * settleDays * FILES_PER_DAY),
    s3StorageGigabyteMonth: BigInt(daysStored * dayBytes),
  };
}
