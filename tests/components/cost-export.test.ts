import assert from "node:assert/strict";
import { test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "../../components/alarm-topic.ts";
import { CostExport } from "../../components/cost-export.ts";
import type { CostExportArgs } from "../../components/cost-export-args.ts";
import { EXPORT_COLUMNS } from "../../cost-export/export-columns.ts";
import { ACCOUNT, mockAws, only, record, statementsOf } from "./recorded-resources.ts";
import { eventApi } from "./stage-parts.ts";

mockAws();

const bundle = { code: "export const handler = async () => ({});", codeSha256: "0".repeat(64) };
const BUCKET = `appsync-events-test-costs-${ACCOUNT}`;
const FILE = `${ACCOUNT}-eu-west-1-appsync-events-test`;
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:appsync-events-test-cost-export-failed`;

function costExport(
  options: pulumi.ComponentResourceOptions,
  more: Partial<CostExportArgs> = {},
): CostExport {
  const namespaces = ["default", "chat"];
  const args = { bundle, eventApi: eventApi(), namespaces, region: "eu-west-1", ...more };
  return new CostExport("cost-export", args, options);
}

type Resources = Awaited<ReturnType<typeof record>>["resources"];

function of(resources: Resources, type: string): Record<string, unknown>[] {
  return resources.filter((each) => each.type === type).map(({ inputs }) => ({ ...inputs }));
}

function variablesOf(lambda: Record<string, unknown> | undefined): Record<string, string> {
  return (
    (lambda?.environment as { variables: Record<string, string> } | undefined)?.variables ?? {}
  );
}

/** Statements of the policies of a role. */
function statements(resources: Resources, name: string) {
  return resources
    .filter((each) => each.type === "aws:iam/rolePolicy:RolePolicy" && each.name === name)
    .flatMap((policy) => statementsOf(policy.inputs.policy));
}

test("the bucket of an export is private, encrypted, versioned, takes TLS alone and outlives the stage", async () => {
  const { resources } = await record((options) => costExport(options));
  const parts = resources.filter(({ type }) => type.startsWith("aws:s3/"));
  assert.equal(parts.length, 7);
  assert.ok(parts.every(({ options }) => options.retainOnDelete));
  assert.ok(parts.every(({ inputs }) => inputs.bucket === BUCKET));
  const { inputs: closed } = only(
    resources,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  );
  for (const guard of [
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
  ]) {
    assert.equal(closed[guard], true, guard);
  }
  const { inputs: ownership } = only(
    resources,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  );
  assert.deepEqual(ownership.rule, { objectOwnership: "BucketOwnerEnforced" });
  const { inputs: policy } = only(resources, "aws:s3/bucketPolicy:BucketPolicy");
  const [inPlainText, ...others] = statementsOf(policy.policy);
  assert.equal(inPlainText?.Effect, "Deny");
  assert.deepEqual(inPlainText?.Condition, { Bool: { "aws:SecureTransport": "false" } });
  assert.deepEqual(others, []);
  const [encryption] = of(
    resources,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  );
  assert.deepEqual(encryption?.rules, [
    { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
  ]);
});

test("the function may read metrics and write its own stage's files, and no more", async () => {
  const { resources } = await record((options) => costExport(options));
  const own = statements(resources, "cost-export").filter(
    ({ Action }) => !/logs:|xray:/.test(String(Action)),
  );
  assert.deepEqual(own, [
    { Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE },
    {
      Effect: "Allow",
      Action: ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
      Resource: "*",
    },
    {
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: ["parquet", "csv"].map(
        (format) =>
          `arn:aws:s3:::${BUCKET}/event-api-costs/${format}/month=*/day=*/${FILE}.${format}`,
      ),
    },
  ]);
});

test("the schedule invokes the function's alias each night, hands on its own moment, and may do no more", async () => {
  const { resources } = await record((options) => costExport(options, { hourUtc: 0 }));
  const { inputs } = only(resources, "aws:scheduler/schedule:Schedule");
  assert.equal(inputs.scheduleExpression, "cron(0 0 * * ? *)");
  assert.equal(inputs.scheduleExpressionTimezone, "UTC");
  const alias = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:appsync-events-test-cost-export:live`;
  const target = inputs.target as Record<string, unknown>;
  assert.equal(target.arn, alias);
  assert.equal(target.input, '{"scheduledTime":"<aws.scheduler.scheduled-time>"}');
  assert.deepEqual(target.deadLetterConfig, { arn: QUEUE });
  assert.deepEqual(statements(resources, "cost-export-schedule"), [
    { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: alias },
    { Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE },
  ]);
  const role = resources.find(
    ({ type, name }) => type === "aws:iam/role:Role" && name === "cost-export-schedule",
  );
  const [trust] = statementsOf(role?.inputs.assumeRolePolicy);
  assert.deepEqual(trust?.Condition, {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule-group/default` },
  });
});

test("a night that fails is kept in an encrypted queue, and an alarm notifies until it is handled", async () => {
  const { resources } = await record((options) =>
    costExport(options, { alarmTopic: new AlarmTopic("alarms", {}, options) }),
  );
  const { inputs: queue } = only(resources, "aws:sqs/queue:Queue");
  assert.equal(queue.sqsManagedSseEnabled, true);
  const [lambda] = of(resources, "aws:lambda/function:Function");
  assert.deepEqual(lambda?.deadLetterConfig, { targetArn: QUEUE });
  const { inputs: alarm } = only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm");
  assert.deepEqual(alarm.dimensions, { QueueName: queue.name });
  assert.equal(alarm.metricName, "ApproximateNumberOfMessagesVisible");
  assert.equal((alarm.alarmActions as unknown[]).length, 1);
});

test("the table has the columns of the files, exact decimals, and partitions that nobody has to add", async () => {
  const { resources } = await record((options) => costExport(options));
  const { inputs: table } = only(resources, "aws:glue/catalogTable:CatalogTable");
  const descriptor = table.storageDescriptor as Record<string, unknown>;
  const location = `s3://${BUCKET}/event-api-costs/parquet/`;
  assert.equal(descriptor.location, location);
  const columns = descriptor.columns as { name: string; type: string }[];
  assert.deepEqual(
    columns.map(({ name }) => name),
    EXPORT_COLUMNS.map(({ name }) => name.toLowerCase()),
  );
  const typeOf = (name: string) => columns.find((column) => column.name === name)?.type;
  assert.equal(typeOf("effectivecost"), "decimal(38,18)");
  assert.equal(typeOf("chargeperiodstart"), "timestamp");
  assert.equal(typeOf("subaccountid"), "string");
  const parameters = table.parameters as Record<string, string>;
  assert.equal(parameters["projection.enabled"], "true");
  assert.equal(parameters["projection.month.range"], "2024-10,NOW");
  assert.equal(parameters["storage.location.template"], `${location}month=\${month}/day=\${day}/`);
  assert.deepEqual(
    (table.partitionKeys as { name: string }[]).map(({ name }) => name),
    ["month", "day"],
  );
  assert.equal(
    only(resources, "aws:glue/catalogDatabase:CatalogDatabase").inputs.name,
    "appsync_events_test_costs",
  );
});

test("an export into a shared bucket manages neither bucket nor table, and names who must own it", async () => {
  const { resources } = await record((options) =>
    costExport(options, { bucketName: "finance-costs", bucketOwnerAccountId: "444455556666" }),
  );
  assert.deepEqual(
    resources.filter(({ type }) => /^aws:(s3|glue)\//.test(type)),
    [],
  );
  const [lambda] = of(resources, "aws:lambda/function:Function");
  const variables = variablesOf(lambda);
  assert.equal(variables.EXPORT_BUCKET, "finance-costs");
  assert.equal(variables.EXPORT_BUCKET_OWNER, "444455556666");
  const put = statements(resources, "cost-export").find(({ Action }) => Action === "s3:PutObject");
  assert.match(String(put?.Resource), /^arn:aws:s3:::finance-costs\/event-api-costs\/parquet\//);
});

test("a table is laid over a shared bucket where it is asked for, in a database that exists", async () => {
  const { resources } = await record((options) =>
    costExport(options, { bucketName: "finance-costs", databaseName: "finance" }),
  );
  assert.deepEqual(of(resources, "aws:glue/catalogDatabase:CatalogDatabase"), []);
  const { inputs } = only(resources, "aws:glue/catalogTable:CatalogTable");
  assert.equal(inputs.databaseName, "finance");
});

test("other accounts may write files that begin with their own id alone", async () => {
  const { resources } = await record((options) =>
    costExport(options, { writerAccountIds: ["444455556666", "777788889999"] }),
  );
  const { inputs } = only(resources, "aws:s3/bucketPolicy:BucketPolicy");
  const [, first, second] = statementsOf(inputs.policy);
  assert.deepEqual(first, {
    Sid: "RowsOf444455556666",
    Effect: "Allow",
    Principal: { AWS: "444455556666" },
    Action: "s3:PutObject",
    Resource: [
      `arn:aws:s3:::${BUCKET}/event-api-costs/parquet/month=*/day=*/444455556666-*.parquet`,
      `arn:aws:s3:::${BUCKET}/event-api-costs/csv/month=*/day=*/444455556666-*.csv`,
    ],
  });
  assert.match(String(second?.Resource), /\/777788889999-\*\.parquet/);
});

test("a KMS key encrypts the bucket, and the function may use it through S3 alone", async () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/abc";
  const { resources } = await record((options) =>
    costExport(options, { kmsKeyArn, retentionDays: 365 }),
  );
  const use = statements(resources, "cost-export").find(({ Resource }) => Resource === kmsKeyArn);
  assert.equal(use?.Action, "kms:GenerateDataKey");
  assert.deepEqual(use?.Condition, { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } });
  const [lifecycle] = of(
    resources,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  );
  const rules = lifecycle?.rules as Record<string, unknown>[];
  assert.deepEqual(rules.map(({ expiration }) => expiration).filter(Boolean), [{ days: 365 }]);
});

test("arguments that cannot work are refused before any resource exists", async () => {
  for (const [more, message] of [
    [{ settleDays: 14 }, /settleDays: got 14, allowed: a whole number from 1 to 13/],
    [{ hourUtc: 24 }, /hourUtc: got 24/],
    [{ bucketName: "finance-costs", retentionDays: 3 }, /retentionDays: got a setting of finance/],
    [{ tags: { Note: "x".repeat(2_048) } }, /tags: got \d+ bytes as JSON/],
  ] as const) {
    await assert.rejects(
      record((options) => costExport(options, more)),
      message,
    );
  }
});
