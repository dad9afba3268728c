import type { PriceOverrides } from "../pricing/price.ts";
import type { SettingFault } from "./setting-fault.ts";
import type { StageSettings } from "./stage-settings-schema.ts";

/**
 * Decimal places that a price may have where costs are exported: a price of one operation is a
 * millionth of it, and the exported columns hold 18 places.
 */
const PRICE_PLACES = 12;

/** What is wrong in the settings of the cost export beyond their shape. */
export function costExportFaults({ costExport, prices = {} }: StageSettings): SettingFault[] {
  if (costExport === undefined) {
    return [];
  }
  const { bucketName, bucketOwnerAccountId, databaseName, table } = costExport;
  const faults: SettingFault[] = [];
  if (bucketName === undefined && bucketOwnerAccountId !== undefined) {
    faults.push({
      path: "costExport.bucketOwnerAccountId",
      got: "an owner without a bucket",
      allowed: "only with bucketName; the stage's own bucket belongs to its account",
    });
  }
  if (bucketName !== undefined) {
    for (const name of ["writerAccountIds", "retentionDays"] as const) {
      if (costExport[name] !== undefined) {
        faults.push({
          path: `costExport.${name}`,
          got: "a setting of a bucket that the stage does not manage",
          allowed: "only without bucketName; set it where the bucket is created",
        });
      }
    }
  }
  if (databaseName !== undefined && table === false) {
    faults.push({
      path: "costExport.databaseName",
      got: "a database for no table",
      allowed: "only with table: true, or without table",
    });
  }
  return [...faults, ...priceFaults(prices)];
}

/** Prices that exported rows are made of. */
const EXPORTED_PRICES = ["operationsPerMillion", "connectionMinutesPerMillion"] as const;

function priceFaults(prices: PriceOverrides): SettingFault[] {
  return EXPORTED_PRICES.flatMap((name) => {
    const price = prices[name] ?? 0;
    const places = decimalPlaces(typeof price === "object" ? price.usd : price);
    if (places <= PRICE_PLACES) {
      return [];
    }
    return [
      {
        path: `prices.${name}`,
        got: `a price with ${places} decimal places`,
        allowed: `at most ${PRICE_PLACES}, because costExport holds prices of one operation exactly`,
      },
    ];
  });
}

/** Of a decimal text, or of a number as JavaScript prints it (`1e-7` has seven). */
function decimalPlaces(price: number | string): number {
  const [digits = "", exponent = "0"] = String(price).split("e");
  const places = (digits.split(".")[1] ?? "").length;
  return Math.max(0, places - Number(exponent));
}
