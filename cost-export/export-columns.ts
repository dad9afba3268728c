import { FOCUS_COLUMNS, type FocusColumn, type FocusColumnType } from "../cost/focus-columns.ts";

/** A FOCUS column in the files and in the table over them. */
export interface ExportColumn {
  readonly name: FocusColumn;
  readonly type: FocusColumnType;
  /** Type in the Glue Data Catalog (Athena User Guide, data types). */
  readonly glueType: string;
}

/**
 * Digits of a decimal, and those behind its point. 38 is the most that Athena, Glue and DuckDB take;
 * 18 hold a nano-dollar's billionth, which is far below every price of AWS.
 */
export const DECIMAL_PRECISION = 38;
export const DECIMAL_SCALE = 18;

const GLUE_TYPES: Readonly<Record<FocusColumnType, string>> = {
  text: "string",
  keyValue: "string",
  decimal: `decimal(${DECIMAL_PRECISION},${DECIMAL_SCALE})`,
  dateTime: "timestamp",
};

/** Columns of every file, in their order. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = (
  Object.entries(FOCUS_COLUMNS) as [FocusColumn, FocusColumnType][]
).map(([name, type]) => ({ name, type, glueType: GLUE_TYPES[type] }));
