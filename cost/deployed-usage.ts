import { AccountClient, GetAccountInformationCommand } from "@aws-sdk/client-account";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CostExplorerClient } from "@aws-sdk/client-cost-explorer";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { cloudWatchUsage } from "./cloudwatch-usage.ts";
import { CostError } from "./cost-error.ts";
import {
  type Bill,
  type BillMetric,
  type BillQuestion,
  costExplorerBill,
  type RefusedBill,
} from "./cost-explorer.ts";
import { type Month, previousMonth } from "./month.ts";
import type { MonthUsage } from "./usage.ts";

/** A month of a stage that runs on AWS. */
export interface DeployedUsage {
  readonly usage: MonthUsage;
  /** The month before, without metrics where there are none. */
  readonly lastMonth: MonthUsage;
  readonly accountId: string;
  /** Display name of the account; absent where AWS refuses to tell it. */
  readonly accountName?: string;
  readonly bill?: Bill;
}

/** What is asked of AWS. */
export interface DeployedUsageRequest {
  readonly stage: string;
  readonly region: string;
  readonly month: Month;
  /** Costs to compare with the bill; without them it is not asked for. */
  readonly billMetric?: BillMetric | undefined;
  readonly now: Date;
}

/** Clients to ask; the SDK's own by default. */
export interface Clients {
  readonly account: AccountClient;
  readonly cloudWatch: CloudWatchClient;
  readonly costExplorer: CostExplorerClient;
  readonly sts: STSClient;
}

/** Reads CloudWatch and, when asked, Cost Explorer. Throws CostError when AWS does not answer. */
export async function deployedUsage(
  request: DeployedUsageRequest,
  clients: Clients = awsClients(request.region),
): Promise<DeployedUsage> {
  const { stage, region, month, billMetric: metric } = request;
  try {
    const identity = await clients.sts.send(new GetCallerIdentityCommand({}));
    const accountId = identity.Account ?? "";
    const usage = await cloudWatchUsage(clients.cloudWatch, stage, month);
    const lastMonth = await cloudWatchUsage(clients.cloudWatch, stage, previousMonth(month));
    const name = await accountNameOf(clients.account);
    const deployed = { usage, lastMonth, accountId, ...(name ? { accountName: name } : {}) };
    if (metric === undefined) {
      const note = "Not compared with the bill: add --cost-explorer (0.01 US dollars a request).";
      return { ...deployed, usage: withNote(usage, note) };
    }
    return await withBill(clients.costExplorer, { ...request, metric }, deployed);
  } catch (error) {
    throw new CostError(explain(error, region));
  }
}

function awsClients(region: string): Clients {
  return {
    account: new AccountClient({ region }),
    cloudWatch: new CloudWatchClient({ region }),
    // Cost Explorer has one endpoint for all regions of a partition.
    costExplorer: new CostExplorerClient({
      region: region.startsWith("cn-") ? "cn-northwest-1" : "us-east-1",
    }),
    sts: new STSClient({ region }),
  };
}

/** The account's name is welcome but optional: the report names the account by its id as well. */
async function accountNameOf(client: AccountClient): Promise<string | undefined> {
  try {
    return (await client.send(new GetAccountInformationCommand({}))).AccountName;
  } catch {
    return undefined;
  }
}

/** The bill is welcome but optional: many accounts do not allow it. */
async function withBill(
  client: CostExplorerClient,
  question: BillQuestion,
  deployed: DeployedUsage,
): Promise<DeployedUsage> {
  const answer = await costExplorerBill(client, question).catch(refusedBy);
  if (!("refused" in answer)) {
    return { ...deployed, bill: answer };
  }
  const note = `Not compared with the bill: ${answer.refused}.`;
  return { ...deployed, usage: withNote(deployed.usage, note) };
}

function refusedBy(error: unknown): RefusedBill {
  const name = error instanceof Error ? error.name : "unknown error";
  const fix = /AccessDenied/i.test(name) ? "; allow ce:GetCostAndUsage" : "";
  return { refused: `Cost Explorer refused (${name})${fix}` };
}

function withNote(usage: MonthUsage, note: string): MonthUsage {
  return { ...usage, notes: [...usage.notes, note] };
}

function explain(error: unknown, region: string): string {
  const name = error instanceof Error ? error.name : "";
  if (/Credentials|Token|SSO/i.test(name)) {
    return (
      `no usable AWS credentials (${name}): sign in (aws sso login, or AWS_PROFILE), or report on ` +
      "stage local or on captured metrics (--metrics <folder>), which need none"
    );
  }
  if (/AccessDenied|Unauthorized/i.test(name)) {
    return (
      `AWS refused (${name}): allow cloudwatch:ListMetrics and cloudwatch:GetMetricData, ` +
      "and ce:GetCostAndUsage for --cost-explorer"
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return `AWS in ${region} did not answer: ${name || "error"}: ${message}`;
}
