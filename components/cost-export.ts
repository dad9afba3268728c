import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CODE_FILE } from "../bundle/attestation.ts";
import { EXPORT_FORMATS, fileName } from "../cost-export/object-key.ts";
import { pricesFor, UnknownPriceError } from "../pricing/prices.ts";
import { placeFor } from "./arn.ts";
import { refuse } from "./component-error.ts";
import {
  type CostExportArgs,
  EXPORT_DEFAULTS,
  EXPORT_TIMEOUT_SECONDS,
  exportRefusals,
  functionOptions,
} from "./cost-export-args.ts";
import { createCostExportBucket } from "./cost-export-bucket.ts";
import { createFailureQueue } from "./cost-export-failures.ts";
import { createNightlySchedule } from "./cost-export-schedule.ts";
import { createCostExportTable } from "./cost-export-table.ts";
import { createFunction } from "./lambda-function.ts";
import type { PolicyStatement } from "./policy-documents.ts";

/**
 * Writes a stage's costs to S3 every night, as Parquet and CSV by the FOCUS specification, where Athena,
 * QuickSight, Power BI and warehouses read them: a function, its nightly schedule, a bucket and a Glue
 * table, and an alarm when a night fails.
 */
export class CostExport extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly function: aws.lambda.Function;
  readonly alias: aws.lambda.Alias;
  readonly role: aws.iam.Role;
  readonly schedule: aws.scheduler.Schedule;
  readonly alarm: aws.cloudwatch.MetricAlarm;
  readonly bucket: aws.s3.Bucket | undefined;
  readonly table: aws.glue.CatalogTable | undefined;

  /** Throws ComponentError, before any resource exists, for arguments that cannot work. */
  constructor(name: string, args: CostExportArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = `CostExport "${name}"`;
    refuse(component, exportRefusals(args, pulumi.getProject(), pulumi.getStack()));
    super("appsync-events:components:CostExport", name, {}, opts);
    this.#warnOfUnknownPrice(args);

    const { tags = {}, hourUtc = EXPORT_DEFAULTS.hourUtc } = args;
    const prefix = args.prefix ?? EXPORT_DEFAULTS.prefix;
    this.bucket = this.#createBucket(name, args, prefix);
    this.bucketName = this.bucket?.bucket ?? pulumi.output(args.bucketName ?? "");
    this.table = this.#createTable(name, args, prefix);
    const failures = createFailureQueue(this, { component, name, topic: args.alarmTopic, tags });
    const resources = createFunction(this, {
      component,
      name,
      description: "Writes the costs of the days before to S3",
      files: { [CODE_FILE]: args.bundle.code },
      environment: this.#environment(args, prefix),
      policyStatements: this.#statements(args, prefix),
      options: {
        ...functionOptions(args),
        timeoutSeconds: EXPORT_TIMEOUT_SECONDS,
        deadLetterTargetArn: failures.arn,
      },
      tags,
    });
    this.function = resources.function;
    this.alias = resources.alias;
    this.role = resources.role;
    this.alarm = failures.alarm;
    this.schedule = createNightlySchedule(this, {
      component,
      name,
      description: `Exports the costs of the stage ${pulumi.getStack()}`,
      hourUtc,
      functionName: this.function.name,
      alias: this.alias,
      deadLetterArn: failures.arn,
      tags,
    });
    this.registerOutputs({ bucketName: this.bucketName });
  }

  #createBucket(name: string, args: CostExportArgs, prefix: string): aws.s3.Bucket | undefined {
    if (args.bucketName !== undefined) {
      return undefined;
    }
    const { kmsKeyArn, writerAccountIds = [], retentionDays, tags = {} } = args;
    const parts = { name, prefix, kmsKeyArn, writerAccountIds, retentionDays, tags };
    return createCostExportBucket(this, parts);
  }

  #createTable(
    name: string,
    { bucketName, databaseName, table }: CostExportArgs,
    prefix: string,
  ): aws.glue.CatalogTable | undefined {
    const isWanted = table ?? (bucketName === undefined || databaseName !== undefined);
    if (!isWanted) {
      return undefined;
    }
    return createCostExportTable(this, { name, bucketName: this.bucketName, prefix, databaseName });
  }

  #environment(args: CostExportArgs, prefix: string): Record<string, pulumi.Input<string>> {
    const owner = this.bucket ? placeFor(this).account : args.bucketOwnerAccountId;
    return {
      PROJECT: pulumi.getProject(),
      STAGE: pulumi.getStack(),
      EVENT_API_ID: args.eventApi.apiId,
      CHANNEL_NAMESPACES: JSON.stringify(args.namespaces),
      EXPORT_BUCKET: this.bucketName,
      ...(owner === undefined ? {} : { EXPORT_BUCKET_OWNER: owner }),
      EXPORT_PREFIX: prefix,
      SETTLE_DAYS: String(args.settleDays ?? EXPORT_DEFAULTS.settleDays),
      PRICES: JSON.stringify(args.prices ?? {}),
      TAGS: JSON.stringify(args.tags ?? { Stage: pulumi.getStack() }),
      POWERTOOLS_SERVICE_NAME: `${pulumi.getProject()}-cost-export`,
      POWERTOOLS_LOG_LEVEL: args.logLevel ?? "INFO",
    };
  }

  /** CloudWatch has no resources for reading metrics (Service Authorization Reference, CloudWatch). */
  #statements({ region, kmsKeyArn }: CostExportArgs, prefix: string): PolicyStatement[] {
    const place = placeFor(this);
    const keys = EXPORT_FORMATS.map((format) => {
      const file = place.account.apply((accountId) => {
        const source = { project: pulumi.getProject(), stage: pulumi.getStack(), region };
        return fileName({ ...source, accountId }, format);
      });
      return pulumi.interpolate`arn:${place.partition}:s3:::${this.bucketName}/${prefix}/${format}/month=*/day=*/${file}`;
    });
    return [
      {
        Effect: "Allow",
        Action: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
        Resource: "*",
      },
      { Effect: "Allow", Action: "s3:PutObject", Resource: keys },
      ...(kmsKeyArn === undefined
        ? []
        : [
            {
              Effect: "Allow" as const,
              Action: "kms:GenerateDataKey",
              Resource: kmsKeyArn,
              Condition: {
                StringLike: { "kms:ViaService": "s3.*.amazonaws.com" },
              },
            },
          ]),
    ];
  }

  /** A stage deploys without a known price, and its rows come once there is one. */
  #warnOfUnknownPrice({ region, prices }: CostExportArgs): void {
    try {
      pricesFor(region, new Date().toISOString().slice(0, 10), prices);
    } catch (error) {
      if (!(error instanceof UnknownPriceError)) {
        throw error;
      }
      void pulumi.log.warn(`Each night's export will fail: ${error.message}`, this);
    }
  }
}
