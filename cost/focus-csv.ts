import { stringify } from "csv-stringify/sync";
import { FOCUS_COLUMNS, type FocusColumn, type FocusRow } from "./focus-columns.ts";
import { spreadsheetText } from "./spreadsheet-text.ts";

const COLUMNS = Object.keys(FOCUS_COLUMNS) as FocusColumn[];

/**
 * FOCUS rows as CSV (RFC 4180) with a line of column names. Null is an empty cell. Text that a
 * spreadsheet would run as a formula or turn into a number or a date, such as an account id with
 * leading zeros, carries an apostrophe in front: see `spreadsheetText`.
 */
export function focusCsv(rows: readonly FocusRow[]): string {
  const cells = rows.map((row) => COLUMNS.map((column) => cell(column, row[column])));
  return stringify(cells, { header: true, columns: COLUMNS, record_delimiter: "windows" });
}

function cell(column: FocusColumn, value: string | null): string {
  if (value === null) {
    return "";
  }
  return FOCUS_COLUMNS[column] === "text" ? spreadsheetText(value) : value;
}
