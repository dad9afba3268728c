import { CostError } from "../../cost/cost-error.ts";
import { countsDocument } from "../../cost/counts-document.ts";
import { exactJson } from "../../cost/exact-json.ts";
import { focusCsv } from "../../cost/focus-csv.ts";
import { focusRows } from "../../cost/focus-rows.ts";
import { gatheredReport, type UnpricedMonth } from "../../cost/gathered-report.ts";
import { type Month, parseMonth } from "../../cost/month.ts";
import type { ReportContext } from "../../cost/report-context.ts";
import { reportDocument } from "../../cost/report-document.ts";
import { reportHtml } from "../../cost/report-html.ts";
import { stageCostSettings } from "../../cost/stage-cost-settings.ts";
import type { StageReport } from "../../cost/stage-report.ts";
import { textDocument } from "../../cost/text-document.ts";
import { writtenFile } from "./written-file.ts";

/** What `npm run cost -- report` was asked. */
export interface ReportRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  readonly month: string;
  /** Folder of captured metrics, read instead of CloudWatch. Stage `local` has one by default. */
  readonly metrics?: string | undefined;
  readonly costExplorer: boolean;
  readonly csv?: string | undefined;
  readonly html?: string | undefined;
  readonly json: boolean;
  readonly now: Date;
}

/** The report of a stage's month as text or JSON; writes the CSV and HTML files that are asked for. */
export async function reportCommand(request: ReportRequest): Promise<string> {
  const month = parseMonth(request.month, request.now);
  const settings = stageCostSettings(request.root, request.stage);
  const gathered = await gatheredReport(request, settings, month);
  if ("unknownPrice" in gathered) {
    return unpriced(request, month, gathered);
  }
  const { report, context } = gathered;
  const written: string[] = [];
  if (request.csv) {
    written.push(await writtenFile(request.csv, csvOf(report, context)));
  }
  if (request.html) {
    written.push(await writtenFile(request.html, reportHtml(report, context)));
  }
  if (request.json) {
    return exactJson({ ...report, ...context });
  }
  return [textDocument(reportDocument(report, context)), ...written].join("\n\n");
}

/** Counts can be shown without a price; files that finance adds up cannot. */
function unpriced({ stage, csv, html, json }: ReportRequest, month: Month, counts: UnpricedMonth) {
  const { unknownPrice, usage } = counts;
  const file = csv ?? html;
  if (file !== undefined) {
    throw new CostError(`${file} would have no dollars and is not written: ${unknownPrice}`);
  }
  if (json) {
    return exactJson({ stage, month, unknownPrice, ...usage });
  }
  return textDocument(countsDocument(stage, month, counts));
}

function csvOf(report: StageReport, { account, tags }: ReportContext): string {
  const named = account.name === undefined ? {} : { accountName: account.name };
  return focusCsv(focusRows(report, { accountId: account.id, ...named, tags }));
}
