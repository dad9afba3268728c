import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Prices, pricesFor, UnknownPriceError } from "../../pricing/prices.ts";
import { capturedUsage } from "./captured-usage.ts";
import { CostError } from "./cost-error.ts";
import { deployedUsage } from "./deployed-usage.ts";
import { exactJson } from "./exact-json.ts";
import { focusCsv } from "./focus-csv.ts";
import { focusRows } from "./focus-rows.ts";
import { type Month, parseMonth } from "./month.ts";
import { reportDocument } from "./report-document.ts";
import { reportHtml } from "./report-html.ts";
import { type StageCostSettings, stageCostSettings } from "./stage-cost-settings.ts";
import { type StageReport, stageReport } from "./stage-report.ts";
import { textDocument } from "./text-document.ts";

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

// The embedded stage deploys into this account.
const EMBEDDED_ACCOUNT = "000000000000";

/** The report of a stage's month as text or JSON; writes the CSV and HTML files that are asked for. */
export async function reportCommand(request: ReportRequest): Promise<string> {
  const month = parseMonth(request.month, request.now);
  const settings = stageCostSettings(request.root, request.stage);
  const { report, accountId } = await reportOf(request, settings, month);
  const written: string[] = [];
  if (request.csv)
    written.push(await write(request.csv, focusCsv(focusRows(report, { accountId }))));
  if (request.html) written.push(await write(request.html, reportHtml(report)));
  if (request.json) return exactJson(report);
  return [textDocument(reportDocument(report)), ...written].join("\n\n");
}

async function reportOf(
  request: ReportRequest,
  settings: StageCostSettings,
  month: Month,
): Promise<{ report: StageReport; accountId: string }> {
  const { stage, region, prices: overrides, budgetUsd } = settings;
  const folder = request.metrics ?? (stage === "local" ? join(request.root, LOCAL) : undefined);
  const prices = pricesOf(() => pricesFor(region, month.firstDay, overrides));
  const listed = listPrices(region, month.firstDay);
  const { usage, accountId, bill } =
    folder === undefined
      ? await deployedUsage({ stage, region, month, costExplorer: request.costExplorer })
      : { usage: await capturedUsage(folder, stage, month), accountId: EMBEDDED_ACCOUNT };
  if (usage.usage.length === 0) throw new CostError(noMetrics(stage, month, folder));
  const common = { stage, region, month, prices };
  const report = stageReport(
    {
      ...common,
      ...(listed ? { listPrices: listed } : {}),
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(bill ? { bill } : {}),
    },
    usage,
  );
  return { report, accountId };
}

/** Where stage `local` captures its metrics, below the repository. */
const LOCAL = join(".local", "metrics");

function pricesOf(prices: () => Prices): Prices {
  try {
    return prices();
  } catch (error) {
    if (error instanceof UnknownPriceError) throw new CostError(error.message);
    throw error;
  }
}

function listPrices(region: string, day: string): Prices | undefined {
  try {
    return pricesFor(region, day);
  } catch (error) {
    if (error instanceof UnknownPriceError) return undefined;
    throw error;
  }
}

function noMetrics(stage: string, month: Month, folder: string | undefined): string {
  const where =
    folder === undefined
      ? `CloudWatch has no metrics of the namespace AppSyncEvents with Stage=${stage}`
      : `${folder} holds none`;
  const fix =
    folder === undefined
      ? "check the stage's name, the account and the region, and that events were published"
      : "run npm start, publish an event, and ask again";
  return `no metrics of stage ${stage} in ${month.name}: ${where}; ${fix}`;
}

async function write(file: string, content: string): Promise<string> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new CostError(`cannot write ${file} (${reason}); name a file in a folder that exists`);
  }
  return `Written: ${file}`;
}
