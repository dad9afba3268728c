import { ASSUMPTIONS } from "../pricing/assumptions.ts";
import type { Forecast, MonthForecast } from "../pricing/forecast.ts";
import { displayUsd, fromUsd, type NanoDollars, quotedUsd } from "../pricing/money.ts";
import { firstRate, type Price } from "../pricing/price.ts";
import { PRICE_DEFINITIONS } from "../pricing/price-definitions.ts";
import type { Document, Table } from "./document.ts";
import type { ForecastComparison } from "./forecast-comparison.ts";
import { resourcesTable, unpricedTable } from "./resource-tables.ts";
import type { StageCostSettings } from "./stage-cost-settings.ts";

/** A forecast for people: totals first, then what they are made of and what they rest on. */
export function forecastDocument(
  stage: StageCostSettings,
  forecast: Forecast,
  against?: ForecastComparison,
): Document {
  return {
    title:
      `Forecast of stage ${stage.stage}: ${displayUsd(forecast.total)} a month` +
      (forecast.prices ? "" : WITHOUT_EVENT_API),
    paragraphs: [
      ...unknownPriceParagraph(forecast),
      `Between ${displayUsd(forecast.minimum.total)} and ${displayUsd(forecast.maximum.total)}, ` +
        "depending on what AWS does not say in public (see the assumptions).",
      ...budgetParagraph(stage, forecast),
      SCOPE,
      ...undeclaredParagraph(stage),
      ...unpricedParagraph(forecast),
      ...(against?.note === undefined ? [] : [against.note]),
    ],
    tables: [
      totalsTable(forecast),
      ...(against ? [differenceTable(forecast, against), causesTable(against)] : []),
      kindsTable(forecast),
      servicesTable(forecast),
      resourcesTable(forecast),
      unpricedTable(forecast),
      assumptionsTable(),
      pricesTable(stage, forecast),
    ],
  };
}

function budgetParagraph(stage: StageCostSettings, forecast: Forecast): string[] {
  if (stage.budgetUsd === undefined) {
    return [];
  }
  const budget = fromUsd(stage.budgetUsd);
  const share = Number((forecast.total * 1_000n) / budget) / 10;
  const over = forecast.total > budget;
  const verdict = over ? "over it" : forecast.prices ? "within it" : `${WITHOUT_EVENT_API.trim()}`;
  return [`That is ${share} % of the budget of ${displayUsd(budget)} a month: ${verdict}.`];
}

const WITHOUT_EVENT_API = " without the Event API";

function unknownPriceParagraph({ unknownPrice }: Forecast): string[] {
  if (unknownPrice === undefined) {
    return [];
  }
  return [`The Event API's own dollars are not known and not in the total: ${unknownPrice}.`];
}

/** What an amount says where no price of Event APIs is known. */
const NO_PRICE = "no price";

function knownUsd(amount: NanoDollars | undefined): string {
  return amount === undefined ? NO_PRICE : displayUsd(amount);
}

function undeclaredParagraph({ undeclared }: StageCostSettings): string[] {
  if (undeclared.length === 0) {
    return [];
  }
  return [`Without declared traffic, and so not in the forecast: ${undeclared.join(", ")}.`];
}

/** What the figures are about, in the words of docs/cost.md. */
const SCOPE =
  "This is the stage: the Event API, every resource of its program beside it, and metering. Free tiers " +
  "of other services are not taken off, since an account uses each of them once.";

function unpricedParagraph({ unpriced }: Forecast): string[] {
  if (unpriced.length === 0) {
    return [];
  }
  const types = [...new Set(unpriced.map(({ type }) => type))];
  return [`Not priced, and so not in the forecast: ${types.join(", ")}.`];
}

const RIGHT = "right" as const;

function totalsTable(forecast: Forecast): Table {
  const { namespaces, freeTier, eventApi, services, metering, total } = forecast;
  const besides = services.reduce((sum, line) => sum + line.cost, 0n);
  return {
    heading: "Totals",
    columns: [{ name: "What" }, { name: "Month", align: RIGHT }],
    rows: [
      ...namespaces.map((each) => [`Event API, namespace ${each.namespace}`, knownUsd(each.cost)]),
      ["Free tier", displayUsd(-freeTier)],
      ["Event API", knownUsd(eventApi)],
      ["Other AWS services", displayUsd(besides)],
      ["Metering itself", displayUsd(metering.total)],
      ["Total of the stage", displayUsd(total)],
    ],
  };
}

function differenceTable(forecast: Forecast, { ref, forecast: base }: ForecastComparison): Table {
  const names = new Set(
    [...(base?.namespaces ?? []), ...forecast.namespaces].map(({ namespace }) => namespace),
  );
  const costOf = (month: MonthForecast | undefined, name: string) =>
    month?.namespaces.find(({ namespace }) => namespace === name)?.cost;
  const total = difference("Total", base?.total, forecast.total);
  return {
    heading: `Difference to ${ref}${base ? "" : ", which has no such stage"}`,
    columns: [
      { name: "What" },
      { name: "Before", align: RIGHT },
      { name: "After", align: RIGHT },
      { name: "Difference", align: RIGHT },
    ],
    rows: [
      ...[...names].map((name) =>
        difference(`Namespace ${name}`, costOf(base, name), costOf(forecast, name)),
      ),
      total,
    ],
  };
}

function causesTable({ causes = [] }: ForecastComparison): Table {
  return {
    heading: "Difference by cause",
    columns: [{ name: "Cause" }, { name: "What" }, { name: "Difference", align: RIGHT }],
    rows: causes.map(({ kind, what, cost }) => [kind, what, signedUsd(cost)]),
  };
}

function signedUsd(change: NanoDollars): string {
  return change > 0n ? `+${displayUsd(change)}` : displayUsd(change);
}

function difference(what: string, before?: NanoDollars, after?: NanoDollars): string[] {
  return [
    what,
    before === undefined ? "none" : displayUsd(before),
    after === undefined ? "none" : displayUsd(after),
    signedUsd((after ?? 0n) - (before ?? 0n)),
  ];
}

function kindsTable({ namespaces }: Forecast): Table {
  return {
    heading: "Operations",
    columns: [
      { name: "Namespace" },
      { name: "Kind" },
      { name: "Quantity", align: RIGHT },
      { name: "Month", align: RIGHT },
    ],
    rows: namespaces.flatMap(({ namespace, lines }) =>
      lines
        .filter(({ quantity }) => quantity > 0n)
        .map((line) => [
          namespace,
          kindLabel(line.kind),
          line.quantity.toLocaleString("en-US"),
          knownUsd(line.cost),
        ]),
    ),
  };
}

/** A kind of charge in words. */
export function kindLabel(kind: string): string {
  return kind === "connectionMinute" ? "connection-minutes" : kind;
}

function servicesTable({ services, metering }: Forecast): Table {
  const metered = `CloudWatch: metering, ${metering.lines.toLocaleString("en-US")} log lines`;
  return {
    heading: "Other AWS services and metering",
    columns: [
      { name: "What" },
      { name: "Quantity", align: RIGHT },
      { name: "Month", align: RIGHT },
    ],
    rows: [
      ...services.map(({ price, quantity, cost }) => {
        const { service, what, unit } = PRICE_DEFINITIONS[price.name];
        const amount = `${quantity.toLocaleString("en-US")} ${unit}`;
        return [`${service}: ${what}`, amount, displayUsd(cost)];
      }),
      [metered, "", displayUsd(metering.logIngestion)],
      ["CloudWatch: metering, custom metrics", "", displayUsd(metering.customMetrics)],
    ],
  };
}

function assumptionsTable(): Table {
  return {
    heading: "Assumptions",
    columns: [
      { name: "Assumed" },
      { name: "Value", align: RIGHT },
      { name: "Minimum to maximum", align: RIGHT },
      { name: "Why it is open" },
    ],
    rows: Object.values(ASSUMPTIONS).map((each) => [
      each.statement,
      `${each.expected.toLocaleString("en-US")} (${each.unit})`,
      `${each.minimum.toLocaleString("en-US")} to ${each.maximum.toLocaleString("en-US")}`,
      each.source,
    ]),
  };
}

function pricesTable(stage: StageCostSettings, { prices, services }: Forecast): Table {
  const per = (rate: { nanoDollars: bigint; per: bigint }) =>
    `${displayUsd((rate.nanoDollars * 1_000_000n) / rate.per)} per million`;
  const from = prices ? `, from ${prices.effectiveFrom}` : "";
  const where = `${stage.region}${from}`;
  const source = prices?.source ?? NO_PRICE;
  return {
    heading: "Prices",
    columns: [{ name: "Price" }, { name: "US dollars", align: RIGHT }, { name: "Source" }],
    rows: [
      [`Operations, ${where}`, prices ? per(prices.operation) : NO_PRICE, source],
      [`Connection-minutes, ${where}`, prices ? per(prices.connectionMinute) : NO_PRICE, source],
      ...services.map(({ price }) => servicePriceRow(price)),
    ],
  };
}

function servicePriceRow(price: Price): string[] {
  const { service, what, quotedFor, unit } = PRICE_DEFINITIONS[price.name];
  const dollars = quotedUsd(firstRate(price), quotedFor);
  const standIn = price.standsInFrom ? `; ${price.standsInFrom}'s price stands in` : "";
  return [
    `${service}: ${what}`,
    `${dollars} per ${quotedFor.toLocaleString("en-US")} ${unit}`,
    `${price.source}${standIn}`,
  ];
}
