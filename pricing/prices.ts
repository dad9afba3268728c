import { cost, type Rate, rate, usd } from "./money.ts";

/** What Event APIs are charged for, each with the number of units that its price is quoted for. */
export const QUOTED_UNITS = {
  operationsPerMillion: 1_000_000n,
  connectionMinutesPerMillion: 1_000_000n,
} as const;

/** Name of a price of an Event API; the number of units it is quoted for is part of the name. */
export type PriceName = keyof typeof QUOTED_UNITS;

/** A region's price for one meter from a day on, in US dollars for the quoted units. */
export interface PriceEntry {
  readonly region: string;
  readonly effectiveFrom: string;
  readonly usd: Readonly<Record<PriceName, string>>;
  readonly source: string;
}

/** Rates in force for a region on a day, and where they come from. */
export interface Prices {
  readonly region: string;
  readonly effectiveFrom: string;
  readonly source: string;
  readonly operation: Rate;
  readonly connectionMinute: Rate;
}

/** Prices of a stage that replace the list's, in US dollars for the units in the name. */
export type PriceOverrides = { readonly [name in PriceName]?: number | string };

/** No price is known for a region and day; the message says how to give one. */
export class UnknownPriceError extends Error {
  override readonly name = "UnknownPriceError";
}

// Regional differences are not public in text form; only regions that were seen are listed. Event
// APIs became available on 2024-10-30, and no later change of these prices is known.
const LIST: readonly PriceEntry[] = [
  {
    region: "eu-west-1",
    effectiveFrom: "2024-10-30",
    usd: { operationsPerMillion: "1.00", connectionMinutesPerMillion: "0.08" },
    source: "AWS Price List, AWSAppSync, EU-EventAPI-Operation; AWS AppSync pricing page",
  },
  {
    region: "us-east-1",
    effectiveFrom: "2024-10-30",
    usd: { operationsPerMillion: "1.00", connectionMinutesPerMillion: "0.08" },
    source: "AWS AppSync pricing page, Event APIs",
  },
];

/** The public price list, oldest first within a region. */
export const PRICE_LIST = LIST;

const names = Object.keys(QUOTED_UNITS) as PriceName[];

/**
 * Rates of a region on a day (`YYYY-MM-DD`, UTC): the list's newest entry that is in force, with
 * the stage's own prices on top. Throws UnknownPriceError when neither gives a price, and
 * RangeError when an override is no decimal number of at least 0.
 */
export function pricesFor(region: string, day: string, overrides: PriceOverrides = {}): Prices {
  const entry = LIST.filter((each) => each.region === region && each.effectiveFrom <= day)
    .sort((one, other) => one.effectiveFrom.localeCompare(other.effectiveFrom))
    .at(-1);
  const price = (name: PriceName): Rate => {
    const usd = overrides[name] ?? entry?.usd[name];
    if (usd === undefined) throw new UnknownPriceError(unknownPrice(region, day, overrides));
    return rate(usd, QUOTED_UNITS[name]);
  };
  return {
    region,
    effectiveFrom: entry?.effectiveFrom ?? day,
    source: sourceOf(entry, overrides),
    operation: price("operationsPerMillion"),
    connectionMinute: price("connectionMinutesPerMillion"),
  };
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

function sourceOf(entry: PriceEntry | undefined, overrides: PriceOverrides): string {
  const own = names.filter((name) => overrides[name] !== undefined);
  if (own.length === 0) return entry?.source ?? "";
  const stage = `the stage's prices (${own.join(", ")})`;
  return entry && own.length < names.length ? `${stage}; ${entry.source}` : stage;
}

function unknownPrice(region: string, day: string, overrides: PriceOverrides): string {
  const missing = names.filter((name) => overrides[name] === undefined);
  const known = [...new Set(LIST.map((entry) => entry.region))].join(", ");
  return (
    `price of Event APIs: got region "${region}" on ${day}, known are ${known} from ` +
    `${LIST[0]?.effectiveFrom} on; give ${missing.join(" and ")} (US dollars) in the stage ` +
    `file's "appsync-events:prices", from https://aws.amazon.com/appsync/pricing/`
  );
}
