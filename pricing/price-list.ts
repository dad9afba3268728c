import type { PriceName } from "./price-definitions.ts";
import data from "./price-list.json" with { type: "json" };

/** What a price costs from a quantity on, both in the units of AWS's Price List. */
export interface ListedTier {
  readonly from: string;
  readonly usd: string;
}

/** A price of a region from a day on, until the next entry. */
export interface ListedPrice {
  /** `YYYY-MM-DD`, UTC. */
  readonly effectiveFrom: string;
  /** Ascending; the first begins at 0. The quantity is the account's, over a month. */
  readonly tiers: readonly ListedTier[];
  /** Key of `PriceListData.sources`. */
  readonly source: string;
}

/** Where prices were read. Offer files of AWS's Price List have a version and a hash. */
export interface PriceSource {
  readonly title: string;
  readonly url: string;
  /** Day on which it was read. */
  readonly readOn: string;
  readonly version?: string;
  readonly publicationDate?: string;
  /** SHA-256 of the bytes that were read, in hexadecimal. */
  readonly sha256?: string;
}

/** A region in which AWS runs Event APIs, and its prices as far as they are known. */
export interface PricedRegion {
  readonly name: string;
  /** What the region's usage types begin with, before a hyphen. */
  readonly usageTypePrefix: string;
  /** Entries of a price, oldest first. */
  readonly prices: { readonly [name in PriceName]?: readonly ListedPrice[] };
}

/** The file `price-list.json`, which `npm run cost -- prices --update` writes. */
export interface PriceListData {
  readonly sources: Readonly<Record<string, PriceSource>>;
  readonly regions: Readonly<Record<string, PricedRegion>>;
}

/**
 * Prices by region, each with its day and source. Regions are those that the AWS SDKs list endpoints
 * of AWS AppSync for (botocore, endpoints.json, and AWS General Reference, AWS AppSync endpoints), with
 * the short codes of AWS Regions and Availability Zones, AWS Region billing codes.
 */
export const PRICE_LIST: PriceListData = data;

/**
 * The entry of a price that is in force in a region on a day; undefined where none is known. Usage
 * before the oldest entry has no price.
 */
export function listedPrice(
  name: PriceName,
  region: string,
  day: string,
  list: PriceListData = PRICE_LIST,
): ListedPrice | undefined {
  return list.regions[region]?.prices[name]?.findLast((each) => each.effectiveFrom <= day);
}

/** Whether AWS lists an endpoint of AWS AppSync in the region. */
export function hasEventApis(region: string): boolean {
  return Object.hasOwn(PRICE_LIST.regions, region);
}

/** What usage types of a region begin with; the region's own code where none is known. */
export function usageTypePrefix(region: string): string {
  return PRICE_LIST.regions[region]?.usageTypePrefix ?? region;
}
