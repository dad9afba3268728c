import { parquetWriteBuffer } from "hyparquet-writer";
import { FOCUS_VERSION, type FocusRow } from "../cost/focus-columns.ts";
import { decimal } from "../pricing/money.ts";
import {
  DECIMAL_PRECISION,
  DECIMAL_SCALE,
  EXPORT_COLUMNS,
  type ExportColumn,
} from "./export-columns.ts";
import { ExportError } from "./export-error.ts";

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]["schema"]>[number];

/** Bytes of a 128-bit integer, which holds 38 digits. */
const DECIMAL_BYTES = 16;

/**
 * FOCUS rows as a Parquet file. Amounts are DECIMAL(38,18) from the first digit to the last, never
 * floating-point numbers; times are TIMESTAMP in UTC. No rows make a file with columns and no rows.
 *
 * @throws ExportError for an amount that the columns cannot hold exactly.
 */
export function parquetFile(rows: readonly FocusRow[]): Uint8Array {
  const buffer = parquetWriteBuffer({
    schema: [{ name: "root", num_children: EXPORT_COLUMNS.length }, ...EXPORT_COLUMNS.map(element)],
    columnData: EXPORT_COLUMNS.map((column) => ({
      name: column.name,
      data: rows.map((row) => cell(column, row[column.name])),
    })),
    kvMetadata: [{ key: "FOCUS", value: FOCUS_VERSION }],
    createdBy: "appsync-events",
  });
  return new Uint8Array(buffer);
}

function element({ name, type }: ExportColumn): SchemaElement {
  const column = { name, repetition_type: "OPTIONAL" } as const;
  switch (type) {
    case "decimal":
      return {
        ...column,
        type: "FIXED_LEN_BYTE_ARRAY",
        type_length: DECIMAL_BYTES,
        converted_type: "DECIMAL",
        precision: DECIMAL_PRECISION,
        scale: DECIMAL_SCALE,
      };
    case "dateTime":
      return {
        ...column,
        type: "INT64",
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
      };
    default:
      return { ...column, type: "BYTE_ARRAY", converted_type: "UTF8" };
  }
}

function cell({ name, type }: ExportColumn, value: string | null): string | bigint | Date | null {
  if (value === null) {
    return null;
  }
  if (type === "decimal") {
    return unscaled(name, value);
  }
  return type === "dateTime" ? new Date(value) : value;
}

/** A decimal as the whole number of its smallest units, as Parquet stores it. */
function unscaled(column: string, value: string): bigint {
  const isNegative = value.startsWith("-");
  const { digits, scale } = decimal(isNegative ? value.slice(1) : value);
  const units = digits * 10n ** BigInt(DECIMAL_SCALE);
  const whole = units / scale;
  if (units % scale !== 0n || whole >= 10n ** BigInt(DECIMAL_PRECISION)) {
    throw new ExportError(
      `${column} must have at most ${DECIMAL_PRECISION - DECIMAL_SCALE} digits before and ` +
        `${DECIMAL_SCALE} behind the point, got ${value}. Fix: give the stage's prices with at most ` +
        "12 decimal places",
    );
  }
  return isNegative ? -whole : whole;
}
