import { cost, type Rate, usd } from "./money.ts";
import { firstRate, type Price, type PriceOverrides, priceOf } from "./price.ts";
import { PRICE_LIST, type PriceListData } from "./price-list.ts";

export type { PriceOverrides } from "./price.ts";

/** Prices of an Event API, by what they are charged for. */
const EVENT_API_PRICES = ["operationsPerMillion", "connectionMinutesPerMillion"] as const;

/** Rates of an Event API in force for a region on a day, and where they come from. */
export interface Prices {
  readonly region: string;
  readonly effectiveFrom: string;
  readonly source: string;
  readonly operation: Rate;
  readonly connectionMinute: Rate;
}

/** No price is known for a region and day; the message says how to give one. */
export class UnknownPriceError extends Error {
  override readonly name = "UnknownPriceError";
}

/**
 * Rates of a region on a day (`YYYY-MM-DD`, UTC): the list's newest entry that is in force, with
 * the stage's own prices on top. Throws UnknownPriceError when neither gives a price, and
 * RangeError when an override is not a decimal number of at least 0.
 */
export function pricesFor(
  region: string,
  day: string,
  overrides: PriceOverrides = {},
  list: PriceListData = PRICE_LIST,
): Prices {
  const [operation, connectionMinute] = EVENT_API_PRICES.map((name) =>
    priceOf(name, region, day, overrides, list),
  );
  if (!operation || !connectionMinute) {
    throw new UnknownPriceError(unknownPriceText(region, day, overrides));
  }
  const listed = [operation, connectionMinute].filter(({ name }) => overrides[name] === undefined);
  return {
    region,
    effectiveFrom: listed.reduce((last, each) => latest(last, each), "") || day,
    source: sourceOf([operation, connectionMinute], overrides),
    operation: firstRate(operation),
    connectionMinute: firstRate(connectionMinute),
  };
}

/**
 * As `pricesFor`, and undefined where no price is known. What needs the dollars of a region without a
 * price leaves them out and says why, see `unknownPriceText`.
 */
export function knownPrices(
  region: string,
  day: string,
  overrides?: PriceOverrides,
  list?: PriceListData,
): Prices | undefined {
  try {
    return pricesFor(region, day, overrides, list);
  } catch (error) {
    if (error instanceof UnknownPriceError) {
      return undefined;
    }
    throw error;
  }
}

/**
 * US dollars of a million operations as decimal text, for the handlers' metrics. Throws as
 * `pricesFor` does.
 */
export function operationsUsdPerMillion(
  region: string,
  day: string,
  overrides?: PriceOverrides,
): string {
  return usd(cost(1_000_000n, pricesFor(region, day, overrides).operation));
}

function latest(day: string, { effectiveFrom }: Price): string {
  return effectiveFrom > day ? effectiveFrom : day;
}

function sourceOf(prices: readonly Price[], overrides: PriceOverrides): string {
  const own = prices.filter(({ name }) => overrides[name] !== undefined);
  const notes = new Set(own.flatMap(({ note }) => note ?? []));
  const names = own.map(({ name }) => name).join(", ");
  const listed = prices.filter(({ name }) => overrides[name] === undefined);
  return [
    ...(own.length === 0 ? [] : [`the stage's prices (${[names, ...notes].join("; ")})`]),
    ...new Set(listed.map(({ source }) => source)),
  ].join("; ");
}

/** Why a region has no price on a day, and how to give one. */
export function unknownPriceText(
  region: string,
  day: string,
  overrides: PriceOverrides = {},
): string {
  const missing = EVENT_API_PRICES.filter((name) => !priceOf(name, region, day, overrides));
  const regions = Object.entries(PRICE_LIST.regions);
  const known = regions.filter(([, { prices }]) => EVENT_API_PRICES.every((name) => prices[name]));
  const from = PRICE_LIST.regions[region]?.prices.operationsPerMillion?.[0]?.effectiveFrom;
  return (
    `price of Event APIs: got region "${region}" on ${day}, known are ` +
    `${known.map(([name]) => name).join(", ")}${from ? `, and ${region} from ${from} on` : ""}; ` +
    `run npm run cost -- prices --update, or give ${missing.join(" and ")} (US dollars) in the ` +
    `stage file's "appsync-events:prices", from https://aws.amazon.com/appsync/pricing/`
  );
}
