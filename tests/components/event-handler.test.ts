import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { sha256Digest } from "../../bundle/attestation.ts";
import { AlarmTopic } from "../../components/alarm-topic.ts";
import { ComponentError } from "../../components/component-error.ts";
import type { EventHandlerArgs } from "../../components/event-handler.ts";
import { METRIC_DIMENSIONS } from "../../pricing/handler-metrics.ts";
import {
  ACCOUNT,
  API_ID,
  childrenOf,
  mockAws,
  only,
  record,
  settled,
  statementsOf,
} from "./recorded-resources.ts";
import { bundleOf, eventApi, eventHandler } from "./stage-parts.ts";

mockAws();

const FUNCTION = "aws:lambda/function:Function";

function refusalsOf(args: Partial<EventHandlerArgs>): string[] {
  try {
    eventHandler("refused", args);
  } catch (error) {
    assert.ok(error instanceof ComponentError);
    return error.refusals.map(({ property, got }) => `${property}: ${got}`);
  }
  return [];
}

test("a handler is a function with a log group, a role and four alarms of its own", async () => {
  const { resources, built } = await record((options) => eventHandler("chat", {}, options));
  assert.deepEqual(childrenOf(resources, built), [
    "Alias chat",
    "Function chat",
    "LogGroup chat-log",
    "MetricAlarm chat-duration",
    "MetricAlarm chat-errors",
    "MetricAlarm chat-server-faults",
    "MetricAlarm chat-throttles",
    "Role chat",
    "RolePolicy chat",
  ]);
});

test("a handler without options is small, done well before AppSync gives up, and pays for no traces and no lines of Lambda's own", async () => {
  const { resources } = await record((options) => eventHandler("chat", {}, options));
  const { inputs } = only(resources, FUNCTION);
  assert.equal(inputs.runtime, "nodejs24.x");
  assert.deepEqual(inputs.architectures, ["arm64"]);
  assert.equal(inputs.handler, "index.handler");
  assert.equal(inputs.memorySize, 256);
  assert.equal(inputs.timeout, 5);
  assert.deepEqual(inputs.tracingConfig, { mode: "PassThrough" });
  assert.deepEqual(inputs.loggingConfig, {
    logFormat: "JSON",
    applicationLogLevel: "INFO",
    systemLogLevel: "WARN",
    logGroup: "/aws/lambda/appsync-events-test-chat",
  });
  assert.equal("reservedConcurrentExecutions" in inputs, false);
  assert.equal(
    only(resources, "aws:cloudwatch/logGroup:LogGroup", "chat-log").inputs.retentionInDays,
    30,
  );
});

test("a handler that logs less than INFO keeps the format that drops no metric line", async () => {
  const loggingOf = async (logLevel: "DEBUG" | "WARN" | "SILENT") => {
    const { resources } = await record((options) => eventHandler("chat", { logLevel }, options));
    return only(resources, FUNCTION).inputs.loggingConfig;
  };
  const logGroup = "/aws/lambda/appsync-events-test-chat";
  assert.deepEqual(await loggingOf("WARN"), { logFormat: "Text", logGroup });
  assert.deepEqual(await loggingOf("SILENT"), { logFormat: "Text", logGroup });
  assert.deepEqual(await loggingOf("DEBUG"), {
    logFormat: "JSON",
    applicationLogLevel: "DEBUG",
    systemLogLevel: "WARN",
    logGroup,
  });
});

test("events go to an alias, which moves to a version once its code and configuration are complete", async () => {
  const { resources, built } = await record((options) => eventHandler("chat", {}, options));
  assert.equal(only(resources, FUNCTION).inputs.publish, true);
  assert.deepEqual(only(resources, "aws:lambda/alias:Alias").inputs, {
    name: "live",
    functionName: "appsync-events-test-chat",
    functionVersion: "7",
  });
  assert.equal(await settled(built.aliasArn), await settled(built.alias.arn));
});

test("provisioned concurrency is the alias's, so that it follows to each new version", async () => {
  const type = "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig";
  const { resources } = await record((options) =>
    eventHandler("chat", { provisionedConcurrency: 3 }, options),
  );
  assert.deepEqual(only(resources, type).inputs, {
    functionName: "appsync-events-test-chat",
    qualifier: "live",
    provisionedConcurrentExecutions: 3,
  });
  const without = await record((options) => eventHandler("orders", {}, options));
  assert.deepEqual(
    without.resources.filter((resource) => resource.type === type),
    [],
  );
  assert.deepEqual(refusalsOf({ reservedConcurrency: 5, provisionedConcurrency: 6 }), [
    "provisionedConcurrency: 6",
  ]);
});

test("the package carries the bundle's attestation, which names every other file by its digest", async () => {
  const { resources } = await record((options) => eventHandler("chat", {}, options));
  const { code } = only(resources, FUNCTION).inputs;
  assert.ok(code instanceof pulumi.asset.AssetArchive);
  const assets = Object.entries(await code.assets);
  const files = await Promise.all(
    assets.map(async ([path, asset]) => {
      assert.ok(asset instanceof pulumi.asset.StringAsset);
      return [path, await asset.text] as const;
    }),
  );
  const { "attestation.json": attestation = "", ...others } = Object.fromEntries(files);
  assert.deepEqual(JSON.parse(attestation), bundleOf("chat").attestation);
  assert.deepEqual(
    JSON.parse(attestation).files,
    Object.fromEntries(Object.entries(others).map(([path, text]) => [path, sha256Digest(text)])),
  );
});

test("the function's environment is what the handler runtime reads", async () => {
  const { resources } = await record((options) =>
    eventHandler(
      "chat",
      {
        environment: { ROOM_LIMIT: "5" },
        logLevel: "WARN",
        metricsFlush: "aggregate",
        metricsPrices: { operationsPerMillion: "0.9" },
      },
      options,
    ),
  );
  assert.deepEqual(only(resources, FUNCTION).inputs.environment, {
    variables: {
      ROOM_LIMIT: "5",
      STAGE: "test",
      EVENT_API_ID: API_ID,
      CHANNEL_NAMESPACE: "chat",
      POWERTOOLS_SERVICE_NAME: "appsync-events-chat",
      POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
      POWERTOOLS_LOG_LEVEL: "WARN",
      METRICS_FLUSH: "aggregate",
      OPERATIONS_USD_PER_MILLION: "0.900000000",
    },
  });
});

test("a signed attestation goes where the policy pack looks for it", async () => {
  const { resources } = await record((options) =>
    eventHandler("chat", { signedAttestation: "e30.e30.c2ln" }, options),
  );
  const { variables } = only(resources, FUNCTION).inputs.environment as {
    variables: Record<string, string>;
  };
  assert.equal(variables.EVENT_ATTESTATION, "e30.e30.c2ln");
});

test("a region without a known price leaves the function without one, and says so", async (context) => {
  const said: string[] = [];
  context.mock.method(pulumi.log, "warn", async (message: string) => {
    said.push(message);
  });
  mockAws("test", "ap-south-2");
  const { resources } = await record((options) => eventHandler("chat", {}, options));
  mockAws();
  const { variables } = only(resources, FUNCTION).inputs.environment as { variables: object };
  assert.ok(!("OPERATIONS_USD_PER_MILLION" in variables));
  assert.match(said.join(), /No cost metric: .*"ap-south-2".*appsync-events:prices/);
});

test("the function may write its own log group and traces, and what its namespace declares", async () => {
  const own = {
    Effect: "Allow",
    Action: "dynamodb:PutItem",
    Resource: "arn:aws:dynamodb:::t",
  } as const;
  const { resources, built } = await record((options) =>
    eventHandler("chat", { policyStatements: [own] }, options),
  );
  const { inputs } = only(resources, "aws:iam/rolePolicy:RolePolicy", "chat");
  const name = await settled(built.logGroup.name);
  assert.deepEqual(statementsOf(inputs.policy), [
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:${name}:*`,
    },
    {
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: "*",
    },
    own,
  ]);
});

test("alarms tell the topic, with the thresholds of the settings", async () => {
  const { resources, built } = await record((options) => {
    const alarmTopic = new AlarmTopic("alarms", {}, options);
    const alarms = { errors: 5, durationP95Milliseconds: 900 };
    eventHandler("chat", { alarmTopic, alarms }, options);
    return alarmTopic;
  });
  const alarm = (name: string) =>
    only(resources, "aws:cloudwatch/metricAlarm:MetricAlarm", name).inputs;
  const topic = await settled(built.topicArn);
  for (const name of ["chat-errors", "chat-throttles", "chat-duration"]) {
    assert.deepEqual(alarm(name).alarmActions, [topic]);
    assert.deepEqual(alarm(name).dimensions, { FunctionName: "appsync-events-test-chat" });
  }
  assert.equal(alarm("chat-errors").threshold, 5);
  assert.equal(alarm("chat-throttles").threshold, 1);
  assert.equal(alarm("chat-duration").threshold, 900);
  assert.equal(alarm("chat-duration").extendedStatistic, "p95");
});

test("server faults alarm by the metric that the handler runtime writes, callers' faults never", async () => {
  const { resources, built } = await record((options) => {
    const alarmTopic = new AlarmTopic("alarms", {}, options);
    eventHandler("chat", { alarmTopic }, options);
    return alarmTopic;
  });
  const alarms = resources.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
  const watched = alarms.map(({ inputs }) => `${inputs.namespace} ${inputs.metricName}`).sort();
  assert.deepEqual(watched, [
    "AWS/Lambda Duration",
    "AWS/Lambda Errors",
    "AWS/Lambda Throttles",
    "AppSyncEvents ServerFaults",
  ]);
  const { inputs } = only(
    resources,
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "chat-server-faults",
  );
  assert.deepEqual(Object.keys(inputs.dimensions as object).sort(), [...METRIC_DIMENSIONS].sort());
  assert.deepEqual(inputs.dimensions, {
    service: "appsync-events-chat",
    Stage: "test",
    EventAPIId: API_ID,
    ChannelNamespaceName: "chat",
  });
  assert.deepEqual(inputs.alarmActions, [await settled(built.topicArn)]);
  assert.equal(inputs.threshold, 1);
  assert.equal(inputs.treatMissingData, "notBreaching");
});

test("options that cannot work are refused, by property", () => {
  assert.deepEqual(
    refusalsOf({
      memoryMegabytes: 64,
      timeoutSeconds: 30,
      reservedConcurrency: -1,
      logRetentionDays: 2,
      environment: { STAGE: "other", AWS_REGION: "eu-west-1", FINE: "" },
      alarms: { errors: 0, serverFaults: 0.5, durationP95Milliseconds: 30_000 },
    }),
    [
      "memoryMegabytes: 64",
      "timeoutSeconds: 30",
      "reservedConcurrency: -1",
      "logRetentionDays: 2",
      "environment.STAGE: a variable that the program sets",
      "environment.AWS_REGION: a variable that Lambda sets",
      "alarms.errors: 0",
      "alarms.serverFaults: 0.5",
      "alarms.durationP95Milliseconds: 30000",
    ],
  );
});

test("a name that would be too long for Lambda is refused before anything exists", () => {
  const name = "n".repeat(50);
  assert.throws(
    () => eventHandler(name, { eventApi: eventApi() }),
    /got appsync-events-test-n+, allowed: at most 64 characters/,
  );
});
