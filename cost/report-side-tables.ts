import { ASSUMPTIONS } from "../pricing/assumptions.ts";
import { billComparison } from "./bill-comparison.ts";
import { type Html, html } from "./html.ts";
import { count, moneyCell } from "./money-html.ts";
import { badge } from "./report-tables.ts";
import { scrolled } from "./scrolled-table.ts";
import type { StageReport } from "./stage-report.ts";

/** Charges that the report names but does not add to the total. */
export function besideTable({ beside }: StageReport): Html {
  const rows = beside.map(
    ({ what, basis, cost, why }) =>
      html`<tr><td>${what}</td><td>${badge(basis)}</td>${moneyCell(cost)}<td>${why}</td></tr>
`,
  );
  return html`<h2 id="beside">Not in the total</h2>
${scrolled(
  "beside",
  html`<thead><tr><th scope="col">What</th><th scope="col">Basis</th><th scope="col" class="number">USD</th><th scope="col">Why</th></tr></thead>
<tbody>${rows}</tbody>`,
)}`;
}

/** The account's own bill, where Cost Explorer was asked. */
export function billTable({ bill, lines }: StageReport): Html {
  if (!bill) {
    return html``;
  }
  const compared = billComparison(lines, bill);
  const rows = compared.usage.map(
    (each) => html`<tr><td>${each.usageType}</td>
<td class="number">${each.billedQuantity.toLocaleString("en-US")}</td>
<td class="number">${count(each.reportedQuantity)}</td>
${driftCells(each)}</tr>
`,
  );
  return html`<h2 id="bill">Cost Explorer</h2>
${compared.scope.map((sentence) => html`<p class="hint">${sentence}</p>\n`)}
${scrolled(
  "bill",
  html`<thead><tr><th scope="col">Usage type</th><th scope="col" class="number">Billed</th><th scope="col" class="number">This report</th><th scope="col" class="number">Billed USD</th><th scope="col" class="number">This report, USD</th><th scope="col" class="number">Drift, USD</th></tr></thead>
<tbody>${rows}</tbody>
<tfoot><tr><th scope="row" colspan="3">Total (drift: this report less the bill)</th>${driftCells(compared)}</tr></tfoot>`,
)}`;
}

function driftCells({ billed, reported }: { billed: bigint; reported: bigint }): Html[] {
  return [moneyCell(billed), moneyCell(reported), moneyCell(reported - billed)];
}

/** What the figures rest on that AWS does not say in public. */
export function assumptionsTable(): Html {
  const rows = Object.values(ASSUMPTIONS)
    .filter(({ concerns }) => concerns === "bill")
    .map(
      (each) => html`<tr><td>${each.statement}</td><td>${each.source}</td></tr>
`,
    );
  return html`<h2 id="assumptions">Assumptions</h2>
${scrolled(
  "assumptions",
  html`<thead><tr><th scope="col">Assumed</th><th scope="col">Why it is open</th></tr></thead>
<tbody>${rows}</tbody>`,
)}`;
}
