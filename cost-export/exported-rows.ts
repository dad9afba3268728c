import type { FocusRow } from "../cost/focus-columns.ts";
import { focusRows } from "../cost/focus-rows.ts";
import { parseMonth } from "../cost/month.ts";
import { stageReport } from "../cost/stage-report.ts";
import type { MonthUsage } from "../cost/usage.ts";
import type { PriceOverrides } from "../pricing/prices.ts";
import type { ExportSource } from "./object-key.ts";

/** Whose rows are made, and at what prices. */
export interface RowSettings {
  readonly source: ExportSource;
  readonly prices: PriceOverrides;
  /** Tags that everything in the stage carries. @default the stage's name as `Stage` */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * FOCUS rows of a month by day, `YYYY-MM-DD`: those of the month's report. Days without a charge are
 * left out. A month is added up as a whole, because the handlers and AWS put some calls on different
 * sides of midnight: only so the days add up to the report.
 *
 * @throws UnknownPriceError for a region without a price.
 */
export function rowsByDay(
  monthName: string,
  usage: MonthUsage,
  { source, prices: overrides, tags }: RowSettings,
  now: Date,
): ReadonlyMap<string, readonly FocusRow[]> {
  const { region, stage, accountId } = source;
  const month = parseMonth(monthName, now);
  const report = stageReport({ stage, region, month, overrides }, usage);
  const lines = Map.groupBy(report.lines, ({ day }) => day);
  const account = { accountId, ...(tags === undefined ? {} : { tags }) };
  return new Map(
    [...lines].map(([day, ofDay]) => [day, focusRows({ ...report, lines: ofDay }, account)]),
  );
}
