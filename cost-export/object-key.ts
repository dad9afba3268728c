/** Formats that each day is written in. */
export const EXPORT_FORMATS = ["parquet", "csv"] as const;

/** A format that each day is written in. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Prefix of the keys of every export, unless a stage names another. */
export const DEFAULT_PREFIX = "event-api-costs";

/** What rows are exported for; together it tells the exports of one bucket apart. */
export interface ExportSource {
  /** AWS account id, 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Name of the Pulumi project. */
  readonly project: string;
  readonly stage: string;
}

/**
 * The last part of the keys of one stage. It begins with the account, so that the policy of a shared
 * bucket can let each account write its own files alone.
 */
export function fileName(source: ExportSource, format: ExportFormat): string {
  const { accountId, region, project, stage } = source;
  return `${accountId}-${region}-${project}-${stage}.${format}`;
}

/**
 * The key of a day's file: `<prefix>/<format>/month=2026-11/day=24/<file>`, partitions as Hive, Athena,
 * Spark and DuckDB read them. The same stage and day always have the same key, so that an export which
 * is repeated replaces its rows.
 *
 * @param day `YYYY-MM-DD`.
 */
export function objectKey(
  prefix: string,
  format: ExportFormat,
  day: string,
  source: ExportSource,
): string {
  const partition = `month=${day.slice(0, 7)}/day=${day.slice(8)}`;
  return `${prefix}/${format}/${partition}/${fileName(source, format)}`;
}

/**
 * Name of the bucket that a stage has for itself. S3 takes lower-case letters, digits and hyphens, and
 * no name twice in the world: hence the account in it.
 */
export function ownBucketName(
  source: Pick<ExportSource, "accountId" | "project" | "stage">,
): string {
  const { project, stage, accountId } = source;
  return `${project}-${stage}-costs-${accountId}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");
}
