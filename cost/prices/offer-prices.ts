import { decimal } from "../../pricing/money.ts";
import {
  PRICE_DEFINITIONS,
  PRICE_NAMES,
  type PriceDefinition,
  type PriceName,
} from "../../pricing/price-definitions.ts";
import { type ListedTier, usageTypePrefix } from "../../pricing/price-list.ts";
import type { OfferFile, OfferProduct, OfferTerm } from "./offer-file.ts";

/** A price as an offer file has it. */
export interface ReadPrice {
  readonly name: PriceName;
  readonly region: string;
  readonly effectiveFrom: string;
  readonly tiers: readonly ListedTier[];
}

/** A price that could not be taken from an offer file, and why. */
export interface UnreadPrice {
  readonly name: PriceName;
  readonly region: string;
  readonly reason: string;
}

/** All prices that the definitions look for in an offer file. */
export interface OfferPrices {
  readonly read: readonly ReadPrice[];
  readonly unread: readonly UnreadPrice[];
}

/** Service codes of the offer files that prices are read from. */
export const OFFER_CODES: readonly string[] = [
  ...new Set(PRICE_NAMES.map((name) => PRICE_DEFINITIONS[name].listedAs.offerCode)),
];

/** Whether a product of an offer file is the one of a price, see `readOfferFile`. */
export function isPriced(offerCode: string, product: OfferProduct): boolean {
  return namesOf(offerCode).some((name) => matches(name, product, regionOf(product)));
}

/** The prices of a region in an offer file. Pure. */
export function offerPrices(file: OfferFile, region: string): OfferPrices {
  const read: ReadPrice[] = [];
  const unread: UnreadPrice[] = [];
  for (const name of namesOf(file.offerCode)) {
    const found = pricesOf(file, name, region);
    if (typeof found === "string") {
      unread.push({ name, region, reason: found });
    } else {
      read.push(...found);
    }
  }
  return { read, unread };
}

/** Regions of the products that were kept of an offer file. */
export function regionsOf({ products }: OfferFile): string[] {
  return [...new Set(products.map(regionOf))].filter((region) => region !== "").sort();
}

function namesOf(offerCode: string): PriceName[] {
  return PRICE_NAMES.filter((name) => PRICE_DEFINITIONS[name].listedAs.offerCode === offerCode);
}

// Data transfer goes from a region to somewhere else and has no region of its own.
function regionOf({ attributes }: OfferProduct): string {
  return attributes.regionCode ?? attributes.fromRegionCode ?? "";
}

function matches(name: PriceName, product: OfferProduct, region: string): boolean {
  const { usageType, attributes = {} }: PriceDefinition["listedAs"] =
    PRICE_DEFINITIONS[name].listedAs;
  const got = product.attributes.usagetype;
  // The oldest services of us-east-1 have no prefix.
  const withPrefix = got === `${usageTypePrefix(region)}-${usageType}`;
  const unprefixed = region === "us-east-1" && got === usageType;
  return (
    regionOf(product) === region &&
    (withPrefix || unprefixed) &&
    Object.entries(attributes).every(([key, value]) => product.attributes[key] === value)
  );
}

/** The entries of a price, oldest first, or why there are none. */
function pricesOf(file: OfferFile, name: PriceName, region: string): ReadPrice[] | string {
  const products = file.products.filter((product) => matches(name, product, region));
  if (products.length === 0) {
    return `no product with usage type ${PRICE_DEFINITIONS[name].listedAs.usageType}`;
  }
  const each = products.map(({ sku }) =>
    termsOf(file, sku).map((term) => entry(name, region, term)),
  );
  const [first = [], ...others] = each;
  const ambiguous = others.some((other) => JSON.stringify(other) !== JSON.stringify(first));
  if (ambiguous) {
    const skus = products.map(({ sku }) => sku).join(", ");
    return `${products.length} products with different prices (SKU ${skus})`;
  }
  if (first.length === 0) {
    return "the product has no on-demand term";
  }
  const fault = first.find((price): price is string => typeof price === "string");
  return fault ?? first.filter((price): price is ReadPrice => typeof price !== "string");
}

function termsOf({ terms }: OfferFile, sku: string): OfferTerm[] {
  return (terms.get(sku) ?? []).toSorted((one, other) =>
    one.effectiveDate.localeCompare(other.effectiveDate, "en"),
  );
}

function entry(name: PriceName, region: string, term: OfferTerm): ReadPrice | string {
  const effectiveFrom = term.effectiveDate.slice(0, 10);
  const tiers = tiersOf(term);
  return typeof tiers === "string" ? tiers : { name, region, effectiveFrom, tiers };
}

/**
 * Tiers in ascending order. A free first tier is the account's, which has other users than this stage,
 * so the first price that is paid counts from the first unit.
 */
function tiersOf({ priceDimensions }: OfferTerm): ListedTier[] | string {
  const dimensions = Object.values(priceDimensions).toSorted(
    (one, other) => Number(one.beginRange) - Number(other.beginRange),
  );
  const tiers: ListedTier[] = [];
  for (const { beginRange, pricePerUnit } of dimensions) {
    const { USD: usd } = pricePerUnit;
    if (usd === undefined) {
      return `priced in ${Object.keys(pricePerUnit).join(", ")}, not in USD`;
    }
    if (!/^\d+(\.\d+)?$/.test(usd)) {
      return `a price that is not a decimal number: ${usd}`;
    }
    if (!/^\d+$/.test(beginRange)) {
      return `a tier that does not begin at a whole number: ${beginRange}`;
    }
    if (tiers.length > 0 || decimal(usd).digits > 0n) {
      tiers.push({ from: beginRange, usd: plain(usd) });
    }
  }
  const [first, ...others] = tiers;
  return first ? [{ ...first, from: "0" }, ...others] : "free of charge";
}

/** A decimal without zeros behind it. */
function plain(usd: string): string {
  return usd.includes(".") ? usd.replace(/\.?0+$/, "") : usd;
}
