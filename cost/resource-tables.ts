import type { Forecast } from "../pricing/forecast.ts";
import { displayUsd, type NanoDollars } from "../pricing/money.ts";
import { PRICE_DEFINITIONS } from "../pricing/price-definitions.ts";
import type { Table } from "./document.ts";

/** What a row of the table of resources says. */
interface ResourceRow {
  readonly type: string;
  readonly name: string;
  readonly what: string;
  readonly cost: NanoDollars;
}

/** The program's resources and what each costs, the most expensive first. */
export function resourcesTable({ resources }: Forecast): Table {
  return {
    heading: "Resources of the program, beside the Event API's own bill",
    columns: [
      { name: "Type" },
      { name: "Name" },
      { name: "Charged for" },
      { name: "Month", align: "right" },
    ],
    rows: alike(resources)
      .toSorted(byCost)
      .map(({ type, name, what, cost }) => [type, name, what, displayUsd(cost)]),
  };
}

/** Resources that no cost model prices, and why. */
export function unpricedTable({ unpriced }: Forecast): Table {
  return {
    heading: "Not priced",
    columns: [{ name: "Type" }, { name: "Name" }, { name: "Why" }],
    rows: unpriced.map(({ type, name, why }) => [type, name, why]),
  };
}

/** Resources of a type that are charged for the same and cost the same, as alarms do, are one row. */
function alike(resources: Forecast["resources"]): ResourceRow[] {
  const rows = resources.map(({ type, name, charges, cost }) => {
    const what = charges.map(({ price }) => PRICE_DEFINITIONS[price.name].what).join(", ");
    return { type, name, what, cost };
  });
  const groups = Map.groupBy(rows, ({ type, what, cost }) => `${type} ${what} ${cost}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) {
      return first ?? [];
    }
    const name = `${first.name} and ${others.length} more`;
    return { ...first, name, cost: first.cost * BigInt(1 + others.length) };
  });
}

function byCost(one: ResourceRow, other: ResourceRow): number {
  if (one.cost === other.cost) {
    return 0;
  }
  return one.cost < other.cost ? 1 : -1;
}
