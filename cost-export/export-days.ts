import { focusCsv } from "../cost/focus-csv.ts";
import type { MonthUsage } from "../cost/usage.ts";
import { type RowSettings, rowsByDay } from "./exported-rows.ts";
import { objectKey } from "./object-key.ts";
import { parquetFile } from "./parquet-file.ts";

/** Where files go: a bucket, or a folder on this machine. */
export interface ExportStore {
  /** Writes an object whole or not at all, in place of what has its key. */
  put(key: string, content: Uint8Array | string, contentType: string): Promise<void>;
}

/** What days are exported with. */
export interface ExportSettings extends RowSettings {
  /** Begins every key. */
  readonly prefix: string;
}

/** A day that was written. */
export interface ExportedDay {
  readonly day: string;
  readonly rows: number;
  readonly keys: readonly string[];
}

/**
 * Writes the rows of days, each as Parquet and as CSV. A day without a charge is written without
 * rows: it replaces rows that AWS has taken back, and tells a day that cost nothing from one that
 * was never exported. What is written stays when a later day fails; repeating the export is safe.
 *
 * @param days `YYYY-MM-DD`, all over.
 * @param usageOf Counts of a whole month, `YYYY-MM`.
 */
export async function exportDays(
  days: readonly string[],
  usageOf: (month: string) => Promise<MonthUsage>,
  store: ExportStore,
  settings: ExportSettings,
  now: Date,
): Promise<ExportedDay[]> {
  const exported: ExportedDay[] = [];
  for (const [month, ofMonth] of Map.groupBy(days, (day) => day.slice(0, 7))) {
    const rows = rowsByDay(month, await usageOf(month), settings, now);
    for (const day of ofMonth) {
      const own = rows.get(day) ?? [];
      const key = (format: "parquet" | "csv") =>
        objectKey(settings.prefix, format, day, settings.source);
      await store.put(key("parquet"), parquetFile(own), "application/vnd.apache.parquet");
      await store.put(key("csv"), focusCsv(own), "text/csv; charset=utf-8");
      exported.push({ day, rows: own.length, keys: [key("parquet"), key("csv")] });
    }
  }
  return exported;
}
