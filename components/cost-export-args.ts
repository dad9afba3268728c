import type * as pulumi from "@pulumi/pulumi";
import type { Bounds } from "../aws-facts/bounds.ts";
import type { CostExportBundle } from "../bundle/cost-export-bundle.ts";
import { DEFAULT_PREFIX, ownBucketName } from "../cost-export/object-key.ts";
import type { PriceOverrides } from "../pricing/prices.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { type Refusal, wholeNumber } from "./component-error.ts";
import type { EventApi } from "./event-api.ts";
import { type FunctionOptions, functionRefusals } from "./lambda-function.ts";
import type { Tags } from "./stage-tags.ts";

/** Where rows go and how long they stay. */
export interface CostExportOptions {
  /**
   * A bucket that exists, for example one that all stages and accounts share; its policy must let this
   * account write. @default a bucket of the stage's own
   */
  readonly bucketName?: string;
  /** Account that owns `bucketName`; another's bucket of that name gets no rows. @default not checked */
  readonly bucketOwnerAccountId?: string;
  /** Begins the keys of all objects. @default "event-api-costs" */
  readonly prefix?: string;
  /** KMS key that encrypts the bucket's objects. @default Amazon S3's own encryption */
  readonly kmsKeyArn?: string;
  /** Accounts beside this one that may write their own rows into the stage's bucket. @default none */
  readonly writerAccountIds?: readonly string[];
  /** Days after which the stage's bucket deletes rows. @default never */
  readonly retentionDays?: number;
  /** Whether a Glue table is laid over the bucket. @default for a bucket of the stage's own */
  readonly table?: boolean;
  /** A Glue database that exists, for the table. @default a database of the stage's own */
  readonly databaseName?: string;
  /**
   * Days that are written each night, 1 to 13: yesterday, and those before it, whose metrics AWS may
   * have corrected. CloudWatch finds metrics of the last two weeks only. @default 3
   */
  readonly settleDays?: number;
  /** Hour of the night in UTC, 0 to 23. @default 3 */
  readonly hourUtc?: number;
}

/** Arguments of a cost export. */
export interface CostExportArgs
  extends Pick<
      FunctionOptions,
      "logLevel" | "logRetentionDays" | "memoryMegabytes" | "tracing" | "vpc"
    >,
    CostExportOptions {
  readonly bundle: CostExportBundle;
  readonly eventApi: EventApi;
  /** Names of the API's channel namespaces. */
  readonly namespaces: readonly string[];
  /** Region whose prices are taken. */
  readonly region: string;
  /** @default the price list's */
  readonly prices?: PriceOverrides;
  /** Key of the function's log group that CloudWatch Logs may use. @default CloudWatch Logs' own */
  readonly logKmsKeyArn?: pulumi.Input<string>;
  /** @default an alarm that notifies nobody */
  readonly alarmTopic?: AlarmTopic;
  /** @default none */
  readonly tags?: Tags;
}

/** Longest run in seconds. Two months of fifty namespaces take a few; the rest is for slow answers. */
export const EXPORT_TIMEOUT_SECONDS = 120;

/** Days of one night: CloudWatch lists metrics of two weeks (its API, ListMetrics). */
const SETTLE_DAYS: Bounds = { minimum: 1, maximum: 13 };

/** Values of options that are left out. */
export const EXPORT_DEFAULTS = { prefix: DEFAULT_PREFIX, settleDays: 3, hourUtc: 3 } as const;

/** Bytes of tags in the function's environment, which has 4 KB (AWS Lambda quotas). */
const MAX_TAG_BYTES = 2_048;

/** Everything in the arguments that cannot work. */
export function exportRefusals(args: CostExportArgs, project: string, stage: string): Refusal[] {
  return [
    ...functionRefusals(functionOptions(args)),
    ...wholeNumber("settleDays", args.settleDays, SETTLE_DAYS),
    ...wholeNumber("hourUtc", args.hourUtc, { minimum: 0, maximum: 23 }),
    ...wholeNumber("retentionDays", args.retentionDays, { minimum: 1, maximum: 36_500 }),
    ...bucketRefusals(args, project, stage),
    ...tagRefusals(args.tags ?? {}),
  ];
}

/**
 * What the functions of a stage have in common, as far as an export needs it. Variables and layers are
 * the handlers' own.
 */
export function functionOptions(args: CostExportArgs): FunctionOptions {
  const { vpc, memoryMegabytes = 256, tracing, logLevel, logRetentionDays, logKmsKeyArn } = args;
  return {
    ...(vpc === undefined ? {} : { vpc }),
    ...(tracing === undefined ? {} : { tracing }),
    ...(logLevel === undefined ? {} : { logLevel }),
    ...(logRetentionDays === undefined ? {} : { logRetentionDays }),
    ...(logKmsKeyArn === undefined ? {} : { kmsKeyArn: logKmsKeyArn }),
    memoryMegabytes: Math.max(256, memoryMegabytes),
  };
}

function bucketRefusals(args: CostExportArgs, project: string, stage: string): Refusal[] {
  if (args.bucketName !== undefined) {
    const own = ["writerAccountIds", "retentionDays"] as const;
    return own
      .filter((property) => args[property] !== undefined)
      .map((property) => ({
        property,
        got: `a setting of ${args.bucketName}, which the stage does not manage`,
        allowed: "only without bucketName; set it where the bucket is created",
      }));
  }
  // Bucket names have at most 63 characters (Amazon S3 User Guide, bucket naming rules).
  const name = ownBucketName({ project, stage, accountId: "0".repeat(12) });
  if (name.length <= 63 && /^[a-z0-9].*[a-z0-9]$/.test(name)) {
    return [];
  }
  const allowed =
    "a stage's name with which the bucket's has at most 63 characters; give bucketName";
  return [{ property: "bucketName", got: name, allowed }];
}

function tagRefusals(tags: Tags): Refusal[] {
  const bytes = Buffer.byteLength(JSON.stringify(tags));
  if (bytes <= MAX_TAG_BYTES) {
    return [];
  }
  return [
    { property: "tags", got: `${bytes} bytes as JSON`, allowed: `at most ${MAX_TAG_BYTES} bytes` },
  ];
}
