import { join } from "node:path";
import { type PriceOverrides, UnknownPriceError, unknownPriceText } from "../pricing/prices.ts";
import { capturedUsage } from "./captured-usage.ts";
import { CostError } from "./cost-error.ts";
import type { BillMetric } from "./cost-explorer.ts";
import { type DeployedUsage, deployedUsage } from "./deployed-usage.ts";
import { type Month, previousMonth } from "./month.ts";
import { forecastAmounts, type MonthAmounts, reportAmounts } from "./month-amounts.ts";
import type { ReportContext } from "./report-context.ts";
import { type StageCostSettings, stageForecast } from "./stage-cost-settings.ts";
import { type StageReport, stageReport } from "./stage-report.ts";
import type { MonthUsage } from "./usage.ts";

/** The embedded stage deploys into this account. */
export const EMBEDDED_ACCOUNT = "000000000000";

/** What a report is made from. */
export interface ReportSource {
  /** Folder of the repository. */
  readonly root: string;
  /** Folder of captured metrics, read instead of CloudWatch. Stage `local` has one by default. */
  readonly metrics?: string | undefined;
  readonly costExplorer: boolean;
  readonly now: Date;
}

/** A month's report with what it is read with. */
export interface GatheredReport {
  readonly report: StageReport;
  readonly context: ReportContext;
}

/** A month's counts in a region without a known price. */
export interface UnpricedMonth {
  readonly usage: MonthUsage;
  /** Why there is no price, and how to give one. */
  readonly unknownPrice: string;
}

/**
 * Reads a stage's month, the month before and the forecast, and adds them up; without a known price
 * the counts alone. Throws CostError when there is nothing to read.
 */
export async function gatheredReport(
  request: ReportSource,
  settings: StageCostSettings,
  month: Month,
): Promise<GatheredReport | UnpricedMonth> {
  const { stage, region, prices: overrides, budgetUsd, tags } = settings;
  const folder =
    request.metrics ?? (stage === "local" ? join(request.root, EMBEDDED_METRICS) : undefined);
  const billMetric = request.costExplorer ? billMetricFor(overrides) : undefined;
  const asked = { stage, region, month, billMetric, now: request.now };
  const counted =
    folder === undefined
      ? await deployedUsage(asked)
      : await capturedMonths(folder, request, stage, month);
  const { usage, bill, accountId, accountName } = counted;
  if (usage.usage.length === 0) {
    throw new CostError(noMetrics(stage, month, folder));
  }
  const about = {
    ...{ stage, region, month, overrides },
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(bill ? { bill } : {}),
  };
  const report = priced(() => stageReport(about, usage));
  if (!report) {
    return { usage, unknownPrice: unknownPriceText(region, month.firstDay, overrides) };
  }
  const lastMonth = lastMonthOf(settings, previousMonth(month), counted.lastMonth);
  const forecast = forecastOf(settings, month);
  const context = {
    madeAt: request.now,
    account: { id: accountId, ...(accountName === undefined ? {} : { name: accountName }) },
    tags,
    ...(lastMonth ? { lastMonth } : {}),
    ...(forecast ? { forecast } : {}),
  };
  return { report, context };
}

async function capturedMonths(
  folder: string,
  { costExplorer }: ReportSource,
  stage: string,
  month: Month,
): Promise<DeployedUsage> {
  const usage = await capturedUsage(folder, stage, month);
  const note = "Not compared with the bill: captured metrics are of no account's bill.";
  return {
    usage: costExplorer ? { ...usage, notes: [...usage.notes, note] } : usage,
    lastMonth: await capturedUsage(folder, stage, previousMonth(month)),
    accountId: EMBEDDED_ACCOUNT,
    accountName: "Embedded stage",
  };
}

/** A stage with negotiated prices compares with what the account pays after its discounts. */
function billMetricFor(overrides: PriceOverrides): BillMetric {
  const { operationsPerMillion, connectionMinutesPerMillion } = overrides;
  const negotiated = operationsPerMillion ?? connectionMinutesPerMillion;
  return negotiated === undefined ? "UnblendedCost" : "NetUnblendedCost";
}

/** The month before at its own prices; undefined without metrics or without a price. */
function lastMonthOf(
  { stage, region, prices: overrides }: StageCostSettings,
  month: Month,
  counted: MonthUsage,
): MonthAmounts | undefined {
  if (counted.usage.length === 0) {
    return undefined;
  }
  return priced(() => reportAmounts(stageReport({ stage, region, month, overrides }, counted)));
}

/** Of the Event API alone, as the report is, so that no resource of the program has a part in it. */
function forecastOf(settings: StageCostSettings, month: Month): MonthAmounts | undefined {
  if (Object.keys(settings.traffic).length === 0) {
    return undefined;
  }
  return forecastAmounts(stageForecast(settings, [], month.firstDay));
}

/** Where stage `local` captures its metrics, below the repository. */
export const EMBEDDED_METRICS = join(".local", "metrics");

/** What needs a price: undefined where none is known. */
function priced<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnknownPriceError) {
      return undefined;
    }
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
