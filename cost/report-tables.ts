import type { NanoDollars } from "../pricing/money.ts";
import { kindLabel } from "./forecast-document.ts";
import { type Html, html } from "./html.ts";
import { change, count, money, moneyCell } from "./money-html.ts";
import type { Month } from "./month.ts";
import { amountOf, type MonthAmounts, namedAmount } from "./month-amounts.ts";
import { WHOLE_API } from "./report-charts.ts";
import type { ReportContext } from "./report-context.ts";
import type { Basis } from "./report-lines.ts";
import { scrolled } from "./scrolled-table.ts";
import { type NamespaceReport, projection, type StageReport } from "./stage-report.ts";

/** How an amount is known. */
export function badge(basis: Basis): Html {
  return html`<span class="badge ${basis}">${basis}</span>`;
}

/** Subtotal of each namespace beside last month and the forecast. */
export function namespacesTable(report: StageReport, context: ReportContext): Html {
  const { namespaces, total, month } = report;
  const { lastMonth, forecast } = context;
  const running = month.elapsed < 1;
  const rows = allNames(namespaces, [lastMonth, forecast]).map((name) => {
    const own = namespaces.find(({ namespace }) => namespace === name);
    return html`<tr><th scope="row">${name ?? WHOLE_API}</th>
${comparedCells(month, own?.cost ?? 0n, lastMonth && amountOf(lastMonth, name), forecast && namedAmount(forecast, name))}
<td class="number">${count(own?.operations ?? 0n)}</td></tr>
`;
  });
  const operations = namespaces.reduce((sum, each) => sum + each.operations, 0n);
  return html`<h2 id="namespaces">Namespaces</h2>
${scrolled(
  "namespaces",
  html`<thead><tr><th scope="col">Namespace</th><th scope="col" class="number">USD</th><th scope="col" class="number">Last month</th>
<th scope="col" class="number">${running ? "Change, projected" : "Change"}</th><th scope="col" class="number">Forecast</th>
<th scope="col" class="number">Operations</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row">Total</th>${comparedCells(month, total, lastMonth?.total, forecast?.total)}
<td class="number">${count(operations)}</td></tr></tfoot>`,
)}
<p class="hint">Amounts are rounded to the cent; hover over one for the nano-dollar. Connects and connection-minutes, which AWS counts without a namespace, stand under ${WHOLE_API}. The forecast is a whole month of the traffic that the stage file declares.</p>`;
}

/** A month that is not over is compared by what it will cost, not by what it did so far. */
function comparedCells(
  month: Month,
  amount: NanoDollars,
  lastMonth: NanoDollars | undefined,
  forecast: NanoDollars | undefined,
): Html {
  const changed = lastMonth === undefined ? "–" : change(projection(amount, month), lastMonth);
  return html`${moneyCell(amount)}${moneyCell(lastMonth)}<td class="number">${changed}</td>${moneyCell(forecast)}`;
}

/** Names of this month, then of last month and the forecast; the API as a whole comes last. */
function allNames(
  namespaces: readonly NamespaceReport[],
  others: readonly (MonthAmounts | undefined)[],
): (string | undefined)[] {
  const compared = others.flatMap((each) => each?.namespaces ?? []);
  const names = new Set([...namespaces, ...compared].map(({ namespace }) => namespace));
  const whole = names.delete(undefined);
  return [...names, ...(whole ? [undefined] : [])];
}

/** Every kind of charge with both counts, and a subtotal for each namespace. */
export function chargesTable({ namespaces, total }: StageReport): Html {
  return html`<h2 id="charges">Charges</h2>
${scrolled(
  "charges",
  html`<thead><tr><th scope="col">Namespace</th><th scope="col">Kind</th><th scope="col">Basis</th>
<th scope="col" class="number">Quantity</th><th scope="col" class="number">Handlers</th>
<th scope="col" class="number">AWS metric</th><th scope="col" class="number">Drift</th>
<th scope="col" class="number">USD</th></tr></thead>
${namespaces.map(namespaceRows)}<tfoot><tr><th scope="row" colspan="7">Total</th>${moneyCell(total)}</tr></tfoot>`,
)}
<p class="hint">${badge("metered")} counted one by one by the stage's handlers. ${badge("estimated")} from AWS's own metrics, for what no handler sees. Drift is the handlers' count less AWS's metric; the larger of both is charged.</p>`;
}

function namespaceRows({ namespace, kinds, operations, cost }: NamespaceReport): Html {
  const name = namespace ?? WHOLE_API;
  const rows = kinds.map(
    (each) => html`<tr><td>${name}</td><td>${kindLabel(each.kind)}</td>
<td>${each.bases.map(badge)}</td><td class="number">${count(each.quantity)}</td>
<td class="number">${count(each.handler)}</td><td class="number">${count(each.service)}</td>
<td class="number">${count(each.drift)}</td>${moneyCell(each.cost)}</tr>
`,
  );
  return html`<tbody>${rows}<tr class="subtotal"><th scope="row" colspan="3">Subtotal ${name}</th>
<td class="number" colspan="4">${count(operations)} operations</td><td class="number">${money(cost)}</td></tr></tbody>
`;
}
