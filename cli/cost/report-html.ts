import { ASSUMPTIONS } from "../../pricing/assumptions.ts";
import { approximateUsd, displayUsd, fromUsd, usd } from "../../pricing/money.ts";
import { OPERATION_KINDS } from "../../pricing/operations.ts";
import { kindLabel } from "./forecast-document.ts";
import { type Html, html } from "./html.ts";
import type { Basis } from "./report-lines.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { type Series, stackedBars } from "./stacked-bars.ts";
import type { StageReport } from "./stage-report.ts";

const WHOLE_API = "whole API";

/**
 * The report as one page that needs nothing else: no script, no font, no request. The page's own
 * content security policy forbids them, so that the file can be mailed and opened anywhere.
 */
export function reportHtml(report: StageReport): string {
  const title = `Cost of stage ${report.stage} in ${report.month.name}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="origin">AWS AppSync Events in ${report.region}, from ${report.origin}. Prices: ${report.prices.source}, in force from ${report.prices.effectiveFrom}.</p>
${tiles(report)}
${dailyChart(report)}
${kindChart(report)}
${namespacesTable(report)}
${besideTable(report)}
${billTable(report)}
${assumptionsTable()}
${notes(report)}
</main>
</body>
</html>
`.markup;
}

function tiles(report: StageReport): Html {
  const { total, projected, month, byBasis, budgetUsd, namespaces } = report;
  const operations = namespaces.reduce((sum, each) => sum + each.operations, 0n);
  const metered = total === 0n ? 0 : Number((byBasis.metered * 1_000n) / total) / 10;
  const tile = (name: string, value: string, detail: string) =>
    html`<div class="tile"><dt>${name}</dt><dd>${value}</dd><dd class="detail">${detail}</dd></div>`;
  const days = month.elapsed < 1 ? "at the month's pace so far" : "the month is over";
  return html`<dl class="tiles">
${tile("Total", displayUsd(total), `${usd(total)} USD`)}
${tile("Projected month", displayUsd(projected), days)}
${budgetUsd === undefined ? html`` : budgetTile(budgetUsd, projected, tile)}
${tile("Operations", operations.toLocaleString("en-US"), "metered units of 5 KB and requests")}
${tile("Metered by handlers", `${metered} %`, "the rest is estimated from AWS's metrics")}
</dl>`;
}

type Tile = (name: string, value: string, detail: string) => Html;

function budgetTile(budgetUsd: number, projected: bigint, tile: Tile): Html {
  const budget = fromUsd(budgetUsd);
  const share = Number((projected * 1_000n) / budget) / 10;
  const verdict = projected > budget ? "over" : "within";
  return tile("Budget", displayUsd(budget), `${share} % of it projected: ${verdict} it`);
}

function dailyChart({ lines, namespaces, month }: StageReport): Html {
  const columns = Array.from({ length: month.days }, (_, index) =>
    new Date(month.start.getTime() + index * 86_400_000).toISOString().slice(0, 10),
  );
  const series: Series[] = namespaces.map(({ namespace }) => ({
    name: namespace ?? WHOLE_API,
    values: columns.map((day) =>
      approximateUsd(
        lines
          .filter((line) => line.day === day && line.namespace === namespace)
          .reduce((sum, line) => sum + line.cost, 0n),
      ),
    ),
  }));
  const title = "US dollars by day and namespace";
  const label = (day: string) => day.slice(-2);
  return stackedBars({ title, columns, label, series, format: dollars });
}

function kindChart({ namespaces }: StageReport): Html {
  const kinds = [...OPERATION_KINDS, "connectionMinute"] as const;
  const columns = namespaces.map(({ namespace }) => namespace ?? WHOLE_API);
  const series = kinds
    .map((kind) => ({
      name: kindLabel(kind),
      values: namespaces.map((each) =>
        approximateUsd(each.kinds.find((own) => own.kind === kind)?.cost ?? 0n),
      ),
    }))
    .filter(({ values }) => values.some((value) => value > 0));
  const title = "US dollars by namespace and kind of charge";
  return stackedBars({ title, columns, label: (name) => name, series, format: dollars });
}

function dollars(value: number): string {
  return displayUsd(BigInt(Math.round(value * 1e9)));
}

function badge(basis: Basis): Html {
  return html`<span class="badge ${basis}">${basis}</span>`;
}

function namespacesTable({ namespaces, total }: StageReport): Html {
  const count = (value: bigint | undefined) => value?.toLocaleString("en-US") ?? "";
  const rows = namespaces.flatMap(({ namespace, kinds }) =>
    kinds.map(
      (each) => html`<tr><td>${namespace ?? WHOLE_API}</td><td>${kindLabel(each.kind)}</td>
<td>${each.bases.map(badge)}</td><td class="number">${count(each.quantity)}</td>
<td class="number">${count(each.handler)}</td><td class="number">${count(each.service)}</td>
<td class="number">${count(each.drift)}</td><td class="number">${usd(each.cost)}</td></tr>
`,
    ),
  );
  return html`<h2>Namespaces</h2>
<div class="scroll"><table>
<thead><tr><th>Namespace</th><th>Kind</th><th>Basis</th><th class="number">Quantity</th>
<th class="number">Handlers</th><th class="number">AWS metric</th><th class="number">Drift</th>
<th class="number">USD</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th colspan="7">Total</th><th class="number">${usd(total)}</th></tr></tfoot>
</table></div>
<p class="hint">${badge("metered")} counted one by one by the stage's handlers. ${badge("estimated")} from AWS's own metrics, for what no handler sees. Drift is the handlers' count less AWS's metric; the larger of both is charged.</p>`;
}

function besideTable({ beside }: StageReport): Html {
  const rows = beside.map(
    ({ what, basis, cost, why }) =>
      html`<tr><td>${what}</td><td>${badge(basis)}</td><td class="number">${usd(cost)}</td><td>${why}</td></tr>
`,
  );
  return html`<h2>Not in the total</h2>
<div class="scroll"><table>
<thead><tr><th>What</th><th>Basis</th><th class="number">USD</th><th>Why</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function billTable({ bill, total }: StageReport): Html {
  if (!bill) return html``;
  const sum = fromUsd(bill.billed.reduce((all, each) => all + each.usd, 0).toFixed(9));
  const rows = bill.billed.map(
    (each) => html`<tr><td>${each.usageType}</td>
<td class="number">${each.quantity.toLocaleString("en-US")}</td>
<td class="number">${each.usd.toFixed(9)}</td></tr>
`,
  );
  return html`<h2>Cost Explorer</h2>
<p class="hint">Event API usage types of the whole account in all regions.</p>
<div class="scroll"><table>
<thead><tr><th>Usage type</th><th class="number">Quantity</th><th class="number">USD</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th colspan="2">Drift (this report less the bill)</th><th class="number">${usd(total - sum)}</th></tr></tfoot>
</table></div>`;
}

function assumptionsTable(): Html {
  const rows = Object.values(ASSUMPTIONS)
    .filter(({ concerns }) => concerns === "bill")
    .map(
      (each) => html`<tr><td>${each.statement}</td><td>${each.source}</td></tr>
`,
    );
  return html`<h2>Assumptions</h2>
<div class="scroll"><table>
<thead><tr><th>Assumed</th><th>Why it is open</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function notes({ notes: texts }: StageReport): Html {
  if (texts.length === 0) return html``;
  return html`<h2>Notes</h2><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
