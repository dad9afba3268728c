import { quotedUsd, rate } from "../../pricing/money.ts";
import { PRICE_DEFINITIONS, PRICE_NAMES, type PriceName } from "../../pricing/price-definitions.ts";
import { type ListedTier, listedPrice, type PriceListData } from "../../pricing/price-list.ts";
import type { Document, Table } from "../document.ts";
import type { ReadOffers } from "./read-offers.ts";
import type { UpdatedPriceList } from "./updated-price-list.ts";

const RIGHT = "right" as const;

/** The prices in force on a day; of all regions that have any when none is named. */
export function pricesDocument(
  list: PriceListData,
  regions: readonly string[],
  day: string,
): Document {
  const known = Object.keys(list.regions).filter((region) => isPriced(list, region));
  const shown = regions.length > 0 ? regions : known;
  const without = Object.keys(list.regions).filter((region) => !known.includes(region));
  return {
    title: `Prices on ${day}`,
    paragraphs: [
      ...(without.length > 0 ? [`No price of Event APIs is known for ${without.join(", ")}.`] : []),
      "Read them from AWS's Price List: npm run cost -- prices --update",
    ],
    tables: shown.map((region) => regionTable(list, region, day)),
  };
}

function isPriced(list: PriceListData, region: string): boolean {
  const { operationsPerMillion, connectionMinutesPerMillion } = list.regions[region]?.prices ?? {};
  return operationsPerMillion !== undefined && connectionMinutesPerMillion !== undefined;
}

function regionTable(list: PriceListData, region: string, day: string): Table {
  const rows = PRICE_NAMES.flatMap((name) => {
    const price = listedPrice(name, region, day, list);
    if (!price) {
      return [];
    }
    const tiers = price.tiers.map((tier) => quoted(name, tier)).join(", then ");
    const source = list.sources[price.source];
    return [[name, tiers, price.effectiveFrom, source?.title ?? "", source?.readOn ?? ""]];
  });
  return {
    heading: `${region}, ${list.regions[region]?.name}`,
    columns: [
      { name: "Price" },
      { name: "US dollars" },
      { name: "From" },
      { name: "Source" },
      { name: "Read on" },
    ],
    rows,
  };
}

/** What an update read, changed and left as it was. */
export function updateDocument(
  file: string,
  { offers, unread, notes }: ReadOffers,
  { changes, refused }: UpdatedPriceList,
): Document {
  const prices = offers.flatMap((offer) => offer.prices);
  const regions = new Set(prices.map(({ region }) => region));
  const left = [...refused, ...unread];
  return {
    title:
      `${file}: ${prices.length} prices of ${regions.size} regions read, ` +
      `${changes.length} new or changed`,
    paragraphs: [...notes],
    tables: [
      {
        heading: "New or changed, first tier",
        columns: [
          { name: "Region" },
          { name: "Price" },
          { name: "Before", align: RIGHT },
          { name: "After", align: RIGHT },
          { name: "From" },
        ],
        rows: changes.map(({ region, name, before, after, effectiveFrom }) => [
          region,
          name,
          before ? quoted(name, before) : "not known",
          quoted(name, after),
          effectiveFrom,
        ]),
      },
      {
        heading: "Not taken",
        columns: [{ name: "Region" }, { name: "Price" }, { name: "Why" }],
        rows: left.map(({ region, name, reason }) => [region, name, reason]),
      },
      {
        heading: "Read from",
        columns: [{ name: "File" }, { name: "SHA-256" }],
        rows: offers.map(({ source }) => [source.url, source.sha256 ?? ""]),
      },
    ],
  };
}

function quoted(name: PriceName, { usd }: ListedTier): string {
  const { quotedFor, listedAs } = PRICE_DEFINITIONS[name];
  return quotedUsd(rate(usd, listedAs.per), quotedFor);
}
