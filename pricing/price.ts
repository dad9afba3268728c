import { divideHalfUp, type NanoDollars, type Rate, rate } from "./money.ts";
import { PRICE_DEFINITIONS, type PriceName } from "./price-definitions.ts";
import { type ListedPrice, listedPrice, PRICE_LIST, type PriceListData } from "./price-list.ts";

/** A negotiated price in US dollars, and what it was agreed in. */
export interface NotedPrice {
  readonly usd: number | string;
  readonly note: string;
}

/** Prices of a stage that replace the list's, in US dollars for the units in the name. */
export type PriceOverrides = { readonly [name in PriceName]?: number | string | NotedPrice };

/** What each unit costs from a quantity on. */
export interface Tier {
  readonly from: bigint;
  readonly rate: Rate;
}

/** A price in force, and where it comes from. */
export interface Price {
  readonly name: PriceName;
  readonly effectiveFrom: string;
  /** Ascending by quantity within a month; the first begins at 0. */
  readonly tiers: readonly [Tier, ...Tier[]];
  readonly source: string;
  /** What a negotiated price was agreed in. */
  readonly note?: string;
  /** The region whose price stands in, where the region's own is not known. */
  readonly standsInFrom?: string;
}

/** The region whose prices stand in for those that are not known of another. */
export const STAND_IN_REGION = "us-east-1";

/**
 * The price in force in a region on a day (`YYYY-MM-DD`, UTC): the stage's own, else the list's.
 * Undefined where neither gives one. Throws RangeError when an own price is not a decimal number of
 * at least 0.
 */
export function priceOf(
  name: PriceName,
  region: string,
  day: string,
  overrides: PriceOverrides = {},
  list: PriceListData = PRICE_LIST,
): Price | undefined {
  const own = overrides[name];
  if (own !== undefined) {
    return ownPrice(name, day, own);
  }
  const listed = listedPrice(name, region, day, list);
  return listed && fromList(name, listed, list);
}

/**
 * The price of a service beside the Event API: as `priceOf`, and where the region's own is not known
 * that of `STAND_IN_REGION`, which differs by a few per cent, so that a forecast leaves nothing out.
 * Throws Error for a price that is not in the list at all.
 */
export function priceOrStandIn(
  name: PriceName,
  region: string,
  day: string,
  overrides: PriceOverrides = {},
): Price {
  const price = priceOf(name, region, day, overrides);
  if (price) {
    return price;
  }
  const standIn = priceOf(name, STAND_IN_REGION, day);
  if (!standIn) {
    throw new Error(`price ${name}: not known in ${STAND_IN_REGION} on ${day}`);
  }
  return { ...standIn, standsInFrom: STAND_IN_REGION };
}

/** Prices of the services beside an Event API, by name. */
export type ServicePrices = (name: PriceName) => Price;

/** The prices of a region on a day, see `priceOrStandIn`. */
export function servicePrices(
  region: string,
  day: string,
  overrides: PriceOverrides = {},
): ServicePrices {
  return (name) => priceOrStandIn(name, region, day, overrides);
}

/** What a month's `quantity` costs by a price's tiers: exact, rounded half up once. */
export function chargeOf(price: Price, quantity: bigint): NanoDollars {
  const parts = price.tiers.map(({ from, rate: { nanoDollars, per } }, index) => {
    const until = price.tiers[index + 1]?.from ?? quantity;
    const units = (quantity < until ? quantity : until) - from;
    return { nanoDollars: units > 0n ? units * nanoDollars : 0n, per };
  });
  const sum = parts.reduce((total, part) => ({
    nanoDollars: total.nanoDollars * part.per + part.nanoDollars * total.per,
    per: total.per * part.per,
  }));
  return divideHalfUp(sum.nanoDollars, sum.per);
}

/** The rate of a price's first tier. */
export function firstRate(price: Price): Rate {
  return price.tiers[0].rate;
}

function ownPrice(name: PriceName, day: string, own: number | string | NotedPrice): Price {
  const { usd, note } = typeof own === "object" ? own : { usd: own, note: undefined };
  return {
    name,
    effectiveFrom: day,
    tiers: [{ from: 0n, rate: rate(usd, PRICE_DEFINITIONS[name].quotedFor) }],
    source: note === undefined ? "the stage's prices" : `the stage's prices: ${note}`,
    ...(note === undefined ? {} : { note }),
  };
}

function fromList(
  name: PriceName,
  { effectiveFrom, tiers, source }: ListedPrice,
  { sources }: PriceListData,
): Price {
  const { per } = PRICE_DEFINITIONS[name].listedAs;
  const [first, ...others] = tiers.map(
    ({ from, usd }): Tier => ({ from: BigInt(from) * per, rate: rate(usd, per) }),
  );
  if (!first) {
    throw new Error(`price list: ${name} from ${effectiveFrom} has no tier`);
  }
  return {
    name,
    effectiveFrom,
    tiers: [first, ...others],
    source: sources[source]?.title ?? source,
  };
}
