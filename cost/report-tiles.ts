import { fromUsd, nanoUsd } from "../pricing/money.ts";
import { type Html, html } from "./html.ts";
import { change, count, money } from "./money-html.ts";
import type { ReportContext } from "./report-context.ts";
import type { StageReport } from "./stage-report.ts";

/** The figures that a reader looks for first. */
export function tiles(report: StageReport, context: ReportContext): Html {
  const { total, byBasis, namespaces } = report;
  const operations = namespaces.reduce((sum, each) => sum + each.operations, 0n);
  const metered = total === 0n ? 0 : Number((byBasis.metered * 1_000n) / total) / 10;
  return html`<dl class="tiles">
${tile("Event API", money(total), `${nanoUsd(total)} USD`)}
${projectedTile(report)}
${lastMonthTile(report, context)}
${forecastTile(report, context)}
${budgetTile(report)}
${tile("Operations", count(operations), "metered units of 5 KB and requests")}
${tile("Metered by handlers", `${metered} %`, "the rest is estimated from AWS's metrics")}
</dl>`;
}

function tile(name: string, value: Html | string, detail: string): Html {
  return html`<div class="tile"><dt>${name}</dt><dd>${value}</dd><dd class="detail">${detail}</dd></div>`;
}

function projectedTile({ projected, month }: StageReport): Html {
  if (month.elapsed === 1) {
    return html``;
  }
  return tile("Projected month", money(projected), "at the month's pace so far");
}

function lastMonthTile({ projected }: StageReport, { lastMonth }: ReportContext): Html {
  if (!lastMonth) {
    return tile("Last month", "–", "no metrics of the month before");
  }
  const { name, total } = lastMonth;
  return tile("Last month", money(total), `${name}; this month ${change(projected, total)}`);
}

function forecastTile({ projected }: StageReport, { forecast }: ReportContext): Html {
  if (!forecast) {
    return tile("Forecast", "–", "the stage file declares no traffic");
  }
  const { total } = forecast;
  return tile(
    "Forecast",
    money(total),
    `Event API by declared traffic; this month ${change(projected, total)}`,
  );
}

function budgetTile({ budgetUsd, projected }: StageReport): Html {
  if (budgetUsd === undefined) {
    return html``;
  }
  const budget = fromUsd(budgetUsd);
  const share = (Number((projected * 1_000n) / budget) / 10).toLocaleString("en-US");
  return tile("Budget of the stage", money(budget), `${share} % of it by the Event API, projected`);
}
