/** An amount of money in billionths of a US dollar. Whole, so sums are exact in any order. */
export type NanoDollars = bigint;

/** A price: `nanoDollars` for every `per` units. Both whole, so any decimal price is exact. */
export interface Rate {
  readonly nanoDollars: bigint;
  readonly per: bigint;
}

const NANO_DIGITS = 9;
const NANO = 10n ** BigInt(NANO_DIGITS);

/** A decimal as whole `digits` and the number of them that stand behind the point. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: bigint;
}

/**
 * Reads a number, or a decimal written out ("0.0000133334"), without rounding. Numbers are taken
 * as JavaScript prints them, so 0.1 is one tenth. Throws RangeError for anything else, for
 * negative values and for what is not finite.
 */
export function decimal(value: number | string): Decimal {
  const match = /^(\d{1,30})(?:\.(\d{1,30}))?(?:e([+-]?\d{1,3}))?$/.exec(String(value));
  if (!match) {
    throw new RangeError(`got ${value}, allowed is a decimal number of at least 0`);
  }
  const [, whole, fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(`${whole}${fraction}`);
  return shift < 0
    ? { digits, scale: 10n ** BigInt(-shift) }
    : { digits: digits * 10n ** BigInt(shift), scale: 1n };
}

/** A rate from a price in US dollars for `per` units, for example `rate("0.08", 1_000_000n)`. */
export function rate(usd: number | string, per: bigint): Rate {
  const { digits, scale } = decimal(usd);
  const nano = digits * NANO;
  return nano % scale === 0n
    ? { nanoDollars: nano / scale, per }
    : { nanoDollars: nano, per: per * scale };
}

/** What `quantity` units cost: exact, rounded half up to a nano-dollar once. */
export function cost(quantity: bigint, { nanoDollars, per }: Rate): NanoDollars {
  return divideHalfUp(quantity * nanoDollars, per);
}

/** An amount given in US dollars, rounded half up to a nano-dollar. */
export function fromUsd(amount: number | string): NanoDollars {
  return cost(1n, rate(amount, 1n));
}

/** Integer division of non-negative numbers, rounded half up. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

/** US dollars as a decimal with nine places, no currency sign: exact, made for files. */
export function usd(amount: NanoDollars): string {
  const magnitude = amount < 0n ? -amount : amount;
  const fraction = String(magnitude % NANO).padStart(NANO_DIGITS, "0");
  return `${amount < 0n ? "-" : ""}${magnitude / NANO}.${fraction}`;
}

/**
 * What `units` cost in US dollars as a decimal, as a pricing page quotes it: at least two places, no
 * zeros behind them, and at most fifteen, which every price of AWS's Price List fits.
 */
export function quotedUsd({ nanoDollars, per }: Rate, units: bigint): string {
  const scaled = divideHalfUp(nanoDollars * units * 10n ** 6n, per);
  const fraction = String(scaled % 10n ** 15n).padStart(15, "0");
  return `${scaled / 10n ** 15n}.${fraction}`.replace(/(\.\d\d\d*?)0+$/, "$1");
}

/**
 * US dollars for people: two places from one cent on, and as many as the amount needs below
 * that, so that a small cost never reads as nothing.
 */
export function displayUsd(amount: NanoDollars): string {
  const magnitude = amount < 0n ? -amount : amount;
  const sign = amount < 0n ? "-" : "";
  if (magnitude !== 0n && magnitude < NANO / 100n) {
    return `${sign}$${usd(magnitude).replace(/0+$/, "")}`;
  }
  const cents = divideHalfUp(magnitude * 100n, NANO);
  const dollars = (cents / 100n).toLocaleString("en-US");
  return `${sign}$${dollars}.${String(cents % 100n).padStart(2, "0")}`;
}

/**
 * US dollars to the cent with thousands separators, for columns of amounts. What is less than a cent
 * says so, so that it never reads as nothing.
 */
export function centsUsd(amount: NanoDollars): string {
  const magnitude = amount < 0n ? -amount : amount;
  if (magnitude !== 0n && magnitude < NANO / 100n) {
    return amount < 0n ? ">-$0.01" : "<$0.01";
  }
  return displayUsd(amount);
}

/** US dollars to the nano-dollar with thousands separators: `1,234.560000000`. */
export function nanoUsd(amount: NanoDollars): string {
  const [whole = "", fraction = ""] = usd(amount).split(".");
  const sign = whole === "-0" ? "-" : "";
  return `${sign}${BigInt(whole).toLocaleString("en-US")}.${fraction}`;
}

/** US dollars as a floating-point number, for metrics and charts; not for sums. */
export function approximateUsd(amount: NanoDollars): number {
  return Number(amount) / Number(NANO);
}
