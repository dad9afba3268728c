import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { METRICS_NAMESPACE, SERVER_FAULTS_METRIC } from "../pricing/handler-metrics.ts";
import type { AlarmTopic } from "./alarm-topic.ts";
import { type Refusal, wholeNumber } from "./component-error.ts";
import { DEFAULT_TIMEOUT_SECONDS } from "./lambda-function.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";

/** When a function's alarms go off. */
export interface AlarmThresholds {
  /** Errors within five minutes: crashes and timeouts of the whole function. @default 1 */
  readonly errors?: number;
  /**
   * Events and subscriptions within five minutes that a namespace's function refused through a fault of
   * its own, without failing as a whole. What callers do wrong never counts. @default 1
   */
  readonly serverFaults?: number;
  /** Throttled invocations within five minutes. @default 1 */
  readonly throttles?: number;
  /** 95th percentile of the duration over a quarter of an hour. @default half of the timeout */
  readonly durationP95Milliseconds?: number;
}

/** What a function's alarms need to know. */
export interface FunctionAlarmParts {
  readonly component: string;
  readonly name: string;
  readonly functionName: pulumi.Output<string>;
  readonly timeoutSeconds: number;
  readonly thresholds: AlarmThresholds;
  /** Dimensions of the function's own metric of server faults. @default the function has none */
  readonly serverFaultsDimensions?: Readonly<Record<string, pulumi.Input<string>>>;
  readonly topic: AlarmTopic | undefined;
  readonly tags: Tags;
}

const PERIOD_SECONDS = 300;

/** Everything that cannot work in thresholds: no invocation outlasts its function's timeout. */
export function alarmRefusals(
  alarms: AlarmThresholds,
  timeoutSeconds: number = DEFAULT_TIMEOUT_SECONDS,
): Refusal[] {
  const most = timeoutSeconds * 1_000 - 1;
  return [
    ...wholeNumber("alarms.errors", alarms.errors, {
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    ...wholeNumber("alarms.serverFaults", alarms.serverFaults, {
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    ...wholeNumber("alarms.throttles", alarms.throttles, {
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
    ...wholeNumber("alarms.durationP95Milliseconds", alarms.durationP95Milliseconds, {
      minimum: 1,
      maximum: most,
    }),
  ];
}

/**
 * Creates the alarms on errors, throttles, duration and, where it has such a metric, server faults of a
 * function as children of `parent`.
 */
export function createFunctionAlarms(
  parent: pulumi.ComponentResource,
  parts: FunctionAlarmParts,
): aws.cloudwatch.MetricAlarm[] {
  const { errors = 1, serverFaults = 1, throttles = 1, durationP95Milliseconds } = parts.thresholds;
  const { serverFaultsDimensions } = parts;
  const slow = durationP95Milliseconds ?? parts.timeoutSeconds * 500;
  return [
    createAlarm(parent, parts, "errors", {
      alarmDescription: "The function failed; publishers and subscribers were refused",
      metricName: "Errors",
      statistic: "Sum",
      threshold: errors,
      evaluationPeriods: 1,
    }),
    createAlarm(parent, parts, "throttles", {
      alarmDescription: "Lambda refused invocations; publishers and subscribers were refused",
      metricName: "Throttles",
      statistic: "Sum",
      threshold: throttles,
      evaluationPeriods: 1,
    }),
    createAlarm(parent, parts, "duration", {
      alarmDescription: "The function is slow, and every publish waits for it",
      metricName: "Duration",
      extendedStatistic: "p95",
      threshold: slow,
      evaluationPeriods: 3,
    }),
    ...(serverFaultsDimensions
      ? [
          createAlarm(parent, parts, "server-faults", {
            alarmDescription:
              "The handler failed, ran out of time or returned what cannot be broadcast, or the " +
              "function is not configured; events or subscriptions were refused. Its log says why",
            namespace: METRICS_NAMESPACE,
            dimensions: { ...serverFaultsDimensions },
            metricName: SERVER_FAULTS_METRIC,
            statistic: "Sum",
            threshold: serverFaults,
            evaluationPeriods: 1,
          }),
        ]
      : []),
  ];
}

function createAlarm(
  parent: pulumi.ComponentResource,
  { component, name, functionName, topic, tags }: FunctionAlarmParts,
  kind: string,
  metric: aws.cloudwatch.MetricAlarmArgs,
): aws.cloudwatch.MetricAlarm {
  const actions = topic ? [topic.topicArn] : [];
  return new aws.cloudwatch.MetricAlarm(
    `${name}-${kind}`,
    {
      name: physicalName(component, [name, kind], 255),
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: functionName },
      period: PERIOD_SECONDS,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
      tags,
      ...metric,
    },
    { parent },
  );
}
