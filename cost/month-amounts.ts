import type { MonthForecast } from "../pricing/forecast.ts";
import type { NanoDollars } from "../pricing/money.ts";
import type { StageReport } from "./stage-report.ts";

/** What a month cost, or is expected to cost, in all and by namespace. */
export interface MonthAmounts {
  /** What the amounts are: `2026-09`, or `Forecast`. */
  readonly name: string;
  readonly total: NanoDollars;
  /** Without a name: what AWS counts for the API as a whole, connects and connection-minutes. */
  readonly namespaces: readonly { readonly namespace?: string; readonly cost: NanoDollars }[];
}

/** The amounts of a report. */
export function reportAmounts({ month, namespaces, total }: StageReport): MonthAmounts {
  const amounts = namespaces.map(({ namespace, cost }) =>
    namespace === undefined ? { cost } : { namespace, cost },
  );
  return { name: month.name, total, namespaces: amounts };
}

/**
 * The amounts of a forecast as a report shows them: connections have no namespace in AWS's metrics,
 * so that what is declared for a namespace's clients moves to the API as a whole, and the free tier,
 * which a report leaves out, is not taken off. Undefined where no price of Event APIs is known.
 */
export function forecastAmounts({ namespaces, eventApi }: MonthForecast): MonthAmounts | undefined {
  if (eventApi === undefined) {
    return undefined;
  }
  const own = namespaces.map(({ namespace, lines }) => ({
    namespace,
    cost: sum(lines.filter(({ kind }) => !OF_THE_API.has(kind))),
  }));
  const lines = namespaces.flatMap((each) => each.lines);
  const api = sum(lines.filter(({ kind }) => OF_THE_API.has(kind)));
  return { name: "Forecast", total: sum(lines), namespaces: [...own, { cost: api }] };
}

const OF_THE_API: ReadonlySet<string> = new Set(["connect", "connectionMinute"]);

/** What a namespace costs by amounts that may not name it; 0 then, since nothing was used. */
export function amountOf({ namespaces }: MonthAmounts, namespace: string | undefined): NanoDollars {
  return sum(namespaces.filter((each) => each.namespace === namespace));
}

/** What a namespace costs by amounts that name it; undefined where they do not. */
export function namedAmount(
  amounts: MonthAmounts,
  namespace: string | undefined,
): NanoDollars | undefined {
  const named = amounts.namespaces.some((each) => each.namespace === namespace);
  return named ? amountOf(amounts, namespace) : undefined;
}

function sum(lines: readonly { readonly cost?: NanoDollars }[]): NanoDollars {
  return lines.reduce((total, { cost = 0n }) => total + cost, 0n);
}
