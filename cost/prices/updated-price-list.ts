import { type Rate, rate } from "../../pricing/money.ts";
import { PRICE_DEFINITIONS, PRICE_NAMES, type PriceName } from "../../pricing/price-definitions.ts";
import type {
  ListedPrice,
  ListedTier,
  PricedRegion,
  PriceListData,
  PriceSource,
} from "../../pricing/price-list.ts";
import type { ReadPrice, UnreadPrice } from "./offer-prices.ts";

/** Prices that were read from one offer file, and the file. */
export interface ReadOffer {
  readonly prices: readonly ReadPrice[];
  /** Key of the source in the list. */
  readonly sourceKey: string;
  readonly source: PriceSource;
}

/** A price that the update adds or replaces. */
export interface PriceChange {
  readonly name: PriceName;
  readonly region: string;
  readonly effectiveFrom: string;
  readonly before?: ListedTier;
  readonly after: ListedTier;
}

/** A price list with what was read in it. */
export interface UpdatedPriceList {
  readonly list: PriceListData;
  readonly changes: readonly PriceChange[];
  readonly refused: readonly UnreadPrice[];
}

// Prices differ between regions by less than a half, and a change by this factor is a unit that is
// read wrongly: dollars for a thousand taken as dollars for one.
const PLAUSIBLE_FACTOR = 10n;

/**
 * The price list with prices from offer files in it. Pure. A price that is as before keeps its day and
 * takes the newer source; another one begins on its own day, so that days before keep their price.
 * Sources that no price names any more are left out.
 */
export function updatedPriceList(
  list: PriceListData,
  offers: readonly ReadOffer[],
): UpdatedPriceList {
  const regions = structuredClone(list.regions) as Record<string, Writable>;
  const sources: Record<string, PriceSource> = { ...list.sources };
  const changes: PriceChange[] = [];
  const refused: UnreadPrice[] = [];
  for (const { prices, sourceKey, source } of offers) {
    sources[sourceKey] = source;
    for (const price of prices) {
      const region = regions[price.region];
      if (!region) {
        continue;
      }
      const entries = region.prices[price.name] ?? [];
      const reason = implausible(price, entries, list);
      if (reason !== undefined) {
        refused.push({ name: price.name, region: price.region, reason });
        continue;
      }
      const merged = mergedEntries(entries, price, sourceKey);
      region.prices = { ...region.prices, [price.name]: merged.entries };
      if (merged.change) {
        changes.push(merged.change);
      }
    }
  }
  return { list: { sources: used(sources, regions), regions: ordered(regions) }, changes, refused };
}

type Writable = { -readonly [key in keyof PricedRegion]: PricedRegion[key] };

function mergedEntries(
  entries: readonly ListedPrice[],
  { name, region, effectiveFrom, tiers }: ReadPrice,
  source: string,
): { readonly entries: ListedPrice[]; readonly change?: PriceChange } {
  const inForce = entries.findLast((entry) => entry.effectiveFrom <= effectiveFrom);
  if (inForce && sameTiers(inForce.tiers, tiers)) {
    return { entries: entries.map((entry) => (entry === inForce ? { ...entry, source } : entry)) };
  }
  const others = entries.filter((entry) => entry.effectiveFrom !== effectiveFrom);
  const all = [...others, { effectiveFrom, tiers, source }].sort((one, other) =>
    one.effectiveFrom.localeCompare(other.effectiveFrom, "en"),
  );
  const [before] = inForce?.tiers ?? [];
  const [after] = tiers;
  if (!after) {
    return { entries: [...entries] };
  }
  const change = { name, region, effectiveFrom, ...(before ? { before } : {}), after };
  return { entries: all, change };
}

function sameTiers(one: readonly ListedTier[], other: readonly ListedTier[]): boolean {
  const text = (tiers: readonly ListedTier[]) =>
    tiers.map(({ from, usd }) => `${BigInt(from)}: ${ratio(usd)}`).join();
  return text(one) === text(other);
}

function ratio(usd: string): string {
  const { nanoDollars, per } = rate(usd, 1n);
  return String((nanoDollars * 10n ** 12n) / per);
}

/** Why a price cannot be right, next to the one before or to another region's. */
function implausible(
  { name, tiers }: ReadPrice,
  entries: readonly ListedPrice[],
  list: PriceListData,
): string | undefined {
  const known = entries.at(-1) ?? list.regions["us-east-1"]?.prices[name]?.at(-1);
  const [before] = known?.tiers ?? [];
  const [after] = tiers;
  if (!before || !after) {
    return undefined;
  }
  const one = rate(before.usd, 1n);
  const other = rate(after.usd, 1n);
  if (!exceeds(one, other) && !exceeds(other, one)) {
    return undefined;
  }
  const { listedAs } = PRICE_DEFINITIONS[name];
  return (
    `${after.usd} US dollars per unit of the list is more than ${PLAUSIBLE_FACTOR} times off ` +
    `${before.usd}, which is known; check the unit of ${listedAs.offerCode} ${listedAs.usageType}`
  );
}

function exceeds(one: Rate, other: Rate): boolean {
  return one.nanoDollars * other.per > PLAUSIBLE_FACTOR * other.nanoDollars * one.per;
}

function used(
  sources: Readonly<Record<string, PriceSource>>,
  regions: Readonly<Record<string, PricedRegion>>,
): Record<string, PriceSource> {
  const named = new Set(
    Object.values(regions).flatMap(({ prices }) =>
      Object.values(prices).flatMap((entries) => entries.map(({ source }) => source)),
    ),
  );
  return Object.fromEntries(Object.entries(sources).filter(([key]) => named.has(key)));
}

/** Regions as they were, prices in the order of their definitions. */
function ordered(regions: Readonly<Record<string, PricedRegion>>): Record<string, PricedRegion> {
  return Object.fromEntries(
    Object.entries(regions).map(([region, { prices, ...about }]) => {
      const known = PRICE_NAMES.flatMap((name) => {
        const entries = prices[name];
        return entries ? [[name, entries]] : [];
      });
      return [region, { ...about, prices: Object.fromEntries(known) }];
    }),
  );
}
