import { approximateUsd, displayUsd } from "../pricing/money.ts";
import { OPERATION_KINDS } from "../pricing/operations.ts";
import { kindLabel } from "./forecast-document.ts";
import type { Html } from "./html.ts";
import { largestSeries } from "./largest-series.ts";
import { stackedBars } from "./stacked-bars.ts";
import { stackedRows } from "./stacked-rows.ts";
import type { StageReport } from "./stage-report.ts";

/** What AWS counts for the API as a whole, as a namespace's name in tables and charts. */
export const WHOLE_API = "whole API";

/** Dollars of each day by namespace; the largest have a color of their own. */
export function dailyChart({ lines, namespaces, month }: StageReport): Html {
  const columns = Array.from({ length: month.days }, (_, index) =>
    new Date(month.start.getTime() + index * 86_400_000).toISOString().slice(0, 10),
  );
  const series = namespaces.map(({ namespace }) => {
    const costs = new Map<string, bigint>();
    for (const line of lines) {
      if (line.namespace === namespace) {
        costs.set(line.day, (costs.get(line.day) ?? 0n) + line.cost);
      }
    }
    const values = columns.map((day) => approximateUsd(costs.get(day) ?? 0n));
    return { name: namespace ?? WHOLE_API, values };
  });
  return stackedBars({
    title: "US dollars by day and namespace",
    columns,
    label: (day) => String(Number(day.slice(-2))),
    series: largestSeries(series),
    format: dollars,
  });
}

/** Dollars of each namespace by kind of charge, the most expensive namespace first. */
export function kindChart({ namespaces }: StageReport): Html {
  const kinds = [...OPERATION_KINDS, "connectionMinute"] as const;
  const byCost = [...namespaces].sort((one, other) => (one.cost < other.cost ? 1 : -1));
  const series = kinds
    .map((kind) => ({
      name: kindLabel(kind),
      values: byCost.map((each) =>
        approximateUsd(each.kinds.find((own) => own.kind === kind)?.cost ?? 0n),
      ),
    }))
    .filter(({ values }) => values.some((value) => value > 0));
  return stackedRows({
    title: "US dollars by namespace and kind of charge",
    rows: byCost.map(({ namespace }) => namespace ?? WHOLE_API),
    series,
    format: dollars,
  });
}

function dollars(value: number): string {
  return displayUsd(BigInt(Math.round(value * 1e9)));
}
