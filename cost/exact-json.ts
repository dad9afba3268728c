import { usd } from "../pricing/money.ts";

// Keys whose whole numbers are amounts in nano-dollars; all others count something.
const AMOUNTS = new Set([
  "cost",
  "saves",
  "total",
  "eventApi",
  "freeTier",
  "logIngestion",
  "customMetrics",
  "projected",
  "metered",
  "estimated",
  "assumed",
  "untagged",
]);

/**
 * JSON that loses nothing: amounts become US dollars with nine decimals as text, and counts, which
 * can exceed what JavaScript's numbers hold, become text too.
 */
export function exactJson(value: unknown): string {
  const written = (key: string, each: unknown) => {
    if (typeof each !== "bigint") {
      return each;
    }
    return AMOUNTS.has(key) ? usd(each) : each.toString();
  };
  return JSON.stringify(value, written, 2);
}
