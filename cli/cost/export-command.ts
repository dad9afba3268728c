import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { capturedUsage } from "../../cost/captured-usage.ts";
import { CostError } from "../../cost/cost-error.ts";
import { deployedUsage } from "../../cost/deployed-usage.ts";
import { EMBEDDED_ACCOUNT, EMBEDDED_METRICS } from "../../cost/gathered-report.ts";
import { parseMonth } from "../../cost/month.ts";
import {
  PROJECT,
  type StageCostSettings,
  stageCostSettings,
} from "../../cost/stage-cost-settings.ts";
import type { MonthUsage } from "../../cost/usage.ts";
import { bucketStore } from "../../cost-export/bucket-store.ts";
import { type ExportedDay, type ExportStore, exportDays } from "../../cost-export/export-days.ts";
import { ExportError } from "../../cost-export/export-error.ts";
import { exportedDays } from "../../cost-export/exported-days.ts";
import { DEFAULT_PREFIX, ownBucketName } from "../../cost-export/object-key.ts";
import { UnknownPriceError } from "../../pricing/prices.ts";
import { folderStore } from "./export-folder.ts";

/** What `npm run cost -- export` was asked. */
export interface ExportCommandRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  /** `YYYY-MM-DD`; either this or `month`. */
  readonly day?: string | undefined;
  /** `YYYY-MM`, all days that are over. */
  readonly month?: string | undefined;
  /** Folder of captured metrics, read instead of CloudWatch. Stage `local` has one by default. */
  readonly metrics?: string | undefined;
  /** Folder that is written to instead of the bucket. Stage `local` has one by default. */
  readonly folder?: string | undefined;
  readonly now: Date;
}

/** Where the embedded stage keeps the objects of its buckets, below the repository. */
const EMBEDDED_BUCKETS = join(".local", "exports");

/** CloudWatch lists metrics of two weeks (CloudWatch API Reference, ListMetrics). */
const LISTED_DAYS = 14;

/**
 * Exports a day or a month as the nightly function does, with the caller's own credentials, and says
 * what was written. Throws CostError with what to do.
 */
export async function exportCommand(request: ExportCommandRequest): Promise<string> {
  try {
    return await exported(request);
  } catch (error) {
    if (error instanceof ExportError || error instanceof UnknownPriceError) {
      throw new CostError(error.message);
    }
    throw error;
  }
}

async function exported(request: ExportCommandRequest): Promise<string> {
  const { root, stage, day, month, now } = request;
  const asked = {
    ...(day === undefined ? {} : { day }),
    ...(month === undefined ? {} : { month }),
  };
  const days = exportedDays(asked, 1, now);
  const settings = stageCostSettings(root, stage);
  const { region, prices, tags } = settings;
  const { costExport } = settings.settings;
  const months = await countedMonths(request, settings, days);
  const { accountId } = months;
  const source = { accountId, region, project: PROJECT, stage };
  const bucketName = costExport?.bucketName ?? ownBucketName(source);
  const target = targetOf(request, settings, bucketName, accountId);
  const prefix = costExport?.prefix ?? DEFAULT_PREFIX;
  const written = await exportDays(
    days,
    async (name) => months.usage.get(name) ?? { usage: [], notes: [], origin: "" },
    target.store,
    { source, prefix, prices, tags },
    now,
  );
  return [...written.map((each) => line(each, target.where)), ...notes(request, days)].join("\n");
}

/** Counts of each month that the days are in, and whose they are. */
async function countedMonths(
  { root, stage, metrics, now }: ExportCommandRequest,
  { region }: StageCostSettings,
  days: readonly string[],
): Promise<{ usage: ReadonlyMap<string, MonthUsage>; accountId: string }> {
  const folder = metrics ?? (stage === "local" ? join(root, EMBEDDED_METRICS) : undefined);
  const usage = new Map<string, MonthUsage>();
  let accountId = EMBEDDED_ACCOUNT;
  for (const name of new Set(days.map((day) => day.slice(0, 7)))) {
    const month = parseMonth(name, now);
    if (folder !== undefined) {
      usage.set(name, await capturedUsage(folder, stage, month));
      continue;
    }
    const deployed = await deployedUsage({ stage, region, month, now });
    accountId = deployed.accountId;
    usage.set(name, deployed.usage);
  }
  return { usage, accountId };
}

function targetOf(
  { root, stage, folder, metrics }: ExportCommandRequest,
  { region, settings: { costExport } }: StageCostSettings,
  bucketName: string,
  accountId: string,
): { store: ExportStore; where: string } {
  const below =
    folder ?? (stage === "local" ? join(root, EMBEDDED_BUCKETS, bucketName) : undefined);
  if (below !== undefined) {
    return { store: folderStore(below), where: below };
  }
  if (metrics !== undefined) {
    throw new CostError(
      "--metrics holds metrics of this machine and no account's, which must not get into the " +
        "stage's bucket. Fix: name a folder with --folder",
    );
  }
  if (costExport === undefined) {
    throw new CostError(
      `stage ${stage} has no costExport, so there is no bucket to write to. Fix: set ` +
        `appsync-events:costExport in Pulumi.${stage}.yaml, or name a folder with --folder`,
    );
  }
  const owner = costExport.bucketName === undefined ? accountId : costExport.bucketOwnerAccountId;
  const bucket = { name: bucketName, ...(owner === undefined ? {} : { ownerAccountId: owner }) };
  const client = new S3Client({ region, followRegionRedirects: true });
  return { store: bucketStore(client, bucket), where: `s3://${bucketName}` };
}

function line({ day, rows, keys }: ExportedDay, where: string): string {
  const count = rows === 1 ? "1 row" : `${rows} rows`;
  return `${day}: ${count}\n${keys.map((key) => `  ${where}/${key}`).join("\n")}`;
}

/** What the reader has to know of old days. */
function notes({ stage, metrics, now }: ExportCommandRequest, days: readonly string[]): string[] {
  const since = new Date(now.getTime() - LISTED_DAYS * 86_400_000).toISOString().slice(0, 10);
  const [first = since] = days;
  if (first >= since || stage === "local" || metrics !== undefined) {
    return [];
  }
  return [
    `Note: CloudWatch lists metrics of two weeks. A namespace without events since ${since} is not ` +
      "in these rows, and rows of it that were exported before are replaced.",
  ];
}
