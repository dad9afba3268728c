import { pricesText } from "./daily-prices.ts";
import { type Html, html } from "./html.ts";
import { dailyChart, kindChart } from "./report-charts.ts";
import {
  accountText,
  EVENT_API_SCOPE,
  minuteText,
  type ReportContext,
  responsible,
} from "./report-context.ts";
import { assumptionsTable, besideTable, billTable } from "./report-side-tables.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { chargesTable, namespacesTable } from "./report-tables.ts";
import { tiles } from "./report-tiles.ts";
import type { StageReport } from "./stage-report.ts";

/**
 * The report as one page that needs nothing else: no script, no font, no request. The page's own
 * content security policy forbids them, so that the file can be mailed and opened anywhere.
 */
export function reportHtml(report: StageReport, context: ReportContext): string {
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
${facts(report, context)}
${tiles(report, context)}
${namespacesTable(report, context)}
${dailyChart(report)}
${kindChart(report)}
${chargesTable(report)}
${besideTable(report)}
${billTable(report)}
${assumptionsTable()}
${notes(report)}
</main>
</body>
</html>
`.markup;
}

const NOT_SET = "not set";

/** For whom the report is, when it was made, and what it rests on. */
function facts(report: StageReport, context: ReportContext): Html {
  const { owner, costCentre } = responsible(context);
  const { region, month, origin, prices } = report;
  const covered =
    month.elapsed < 1 ? `${month.firstDay} until ${minuteText(context.madeAt)}` : "the whole month";
  const entries: [string, string][] = [
    ["Account", accountText(context)],
    ["Owner", owner ?? `${NOT_SET}: give the stage the tag Owner`],
    ["Cost centre", costCentre ?? `${NOT_SET}: give the stage the tag CostCenter`],
    ["Region", region],
    ["Covers", covered],
    ["Made", minuteText(context.madeAt)],
    ["Counts", `from ${origin}`],
  ];
  const sentences: [string, string][] = [
    ["Amounts are of", EVENT_API_SCOPE],
    ["Prices", pricesText(prices)],
  ];
  return html`<dl class="facts">
${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}
${sentences.map(([name, value]) => html`<div class="long"><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`;
}

function notes({ notes: texts }: StageReport): Html {
  if (texts.length === 0) {
    return html``;
  }
  return html`<h2>Notes</h2><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}
