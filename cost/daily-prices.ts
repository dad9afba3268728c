import type { Rate } from "../pricing/money.ts";
import { PRICE_LIST, type PriceListData } from "../pricing/price-list.ts";
import { knownPrices, type PriceOverrides, type Prices, pricesFor } from "../pricing/prices.ts";
import type { UsageKind } from "./usage.ts";

/** The rate of a kind of charge on a day, and the price list's own rate beside it. */
export interface DailyRate {
  readonly rate: Rate;
  /** The price list's rate; the stage's own where the list has none. */
  readonly listRate: Rate;
}

/** Prices of a region's Event APIs, each day at its own. */
export class DailyPrices {
  readonly #region: string;
  readonly #overrides: PriceOverrides;
  readonly #list: PriceListData;
  readonly #days = new Map<string, { readonly own: Prices; readonly list: Prices }>();

  constructor(region: string, overrides: PriceOverrides = {}, list: PriceListData = PRICE_LIST) {
    this.#region = region;
    this.#overrides = overrides;
    this.#list = list;
  }

  /** @throws UnknownPriceError if no price is known on the day. */
  rate(kind: UsageKind, day: string): DailyRate {
    const { own, list } = this.#on(day);
    const price = kind === "connectionMinute" ? "connectionMinute" : "operation";
    return { rate: own[price], listRate: list[price] };
  }

  /**
   * The prices that were in force on the days, oldest first.
   *
   * @throws UnknownPriceError as `rate` does.
   */
  inForce(days: Iterable<string>): Prices[] {
    const all = [...new Set(days)].sort().map((day) => this.#on(day).own);
    return all.filter((prices, index) => !sameRates(prices, all[index - 1]));
  }

  #on(day: string): { readonly own: Prices; readonly list: Prices } {
    const known = this.#days.get(day);
    if (known) {
      return known;
    }
    const own = pricesFor(this.#region, day, this.#overrides, this.#list);
    const prices = { own, list: knownPrices(this.#region, day, {}, this.#list) ?? own };
    this.#days.set(day, prices);
    return prices;
  }
}

function sameRates(one: Prices, other: Prices | undefined): boolean {
  return (
    other !== undefined &&
    sameRate(one.operation, other.operation) &&
    sameRate(one.connectionMinute, other.connectionMinute)
  );
}

function sameRate(one: Rate, other: Rate): boolean {
  return one.nanoDollars * other.per === other.nanoDollars * one.per;
}

/** Prices in words, with the days from which they are in force. */
export function pricesText(prices: readonly Prices[]): string {
  return prices
    .map(({ source, effectiveFrom }) => `${source}, in force from ${effectiveFrom}`)
    .join("; then ");
}
