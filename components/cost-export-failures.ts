import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmTopic } from "./alarm-topic.ts";
import { arnFor } from "./arn.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** What the queue of failed nights needs to know. */
export interface FailureQueueParts {
  readonly component: string;
  readonly name: string;
  readonly topic: AlarmTopic | undefined;
  readonly tags: Tags;
}

/** The queue of nights that failed, and the alarm that says so. */
export interface FailureQueue {
  readonly queue: aws.sqs.Queue;
  readonly arn: pulumi.Output<string>;
  readonly alarm: aws.cloudwatch.MetricAlarm;
}

/** Longest that SQS keeps a message: 14 days (Amazon SQS quotas). */
const RETENTION_SECONDS = 14 * 86_400;

/**
 * Creates the queue that receives the requests of failed nights, and an alarm while one is in it, as
 * children of `parent`. A night fails when Lambda has tried three times; the alarm ends when the
 * request was sent to the function again and deleted here.
 */
export function createFailureQueue(
  parent: pulumi.ComponentResource,
  { component, name, topic, tags }: FailureQueueParts,
): FailureQueue {
  const queueName = physicalName(component, [name, "failed"], 80);
  const queue = new aws.sqs.Queue(
    `${name}-failed`,
    {
      name: queueName,
      messageRetentionSeconds: RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
      tags,
    },
    { parent },
  );
  const arn = arnFor(parent, "sqs", queue.name);
  new aws.sqs.QueuePolicy(
    `${name}-failed`,
    {
      queueUrl: queue.url,
      policy: policyDocument([
        {
          Sid: "NothingInPlainText",
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:*",
          Resource: arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    { parent },
  );
  const actions = topic ? [topic.topicArn] : [];
  const alarm = new aws.cloudwatch.MetricAlarm(
    `${name}-failed`,
    {
      name: physicalName(component, [name, "failed"], 255),
      alarmDescription:
        "A night's costs were not exported. The function's log says why; the next nights write the " +
        "days again that settleDays covers",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queueName },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    { parent },
  );
  return { queue, arn, alarm };
}
