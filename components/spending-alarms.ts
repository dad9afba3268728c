import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AlarmTopic } from "./alarm-topic.ts";
import {
  alarmGroups,
  BURN_RATE_WINDOWS,
  type BurnRateWindow,
  burnRateQueries,
  burnRateThreshold,
} from "./burn-rate-alarms.ts";
import type { CostScope } from "./cost-formulas.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";

/** What alarms on spending need to know. */
export interface SpendingAlarmParts {
  readonly component: string;
  readonly name: string;
  /** Whose spending; everything but the API's id, which AWS makes up. */
  readonly scope: Omit<CostScope, "eventApiId">;
  readonly eventApiId: pulumi.Output<string>;
  readonly monthlyUsd: number;
  readonly topic: AlarmTopic | undefined;
  readonly tags: Tags;
}

/** Creates the alarms on the pace of spending, fast and slow, as children of `parent`. */
export function createSpendingAlarms(
  parent: pulumi.ComponentResource,
  parts: SpendingAlarmParts,
): aws.cloudwatch.MetricAlarm[] {
  const groups = alarmGroups(parts.scope.namespaces);
  return BURN_RATE_WINDOWS.flatMap((window) =>
    groups.map((namespaces, index) => {
      const suffix = groups.length === 1 ? window.name : `${window.name}-${index + 1}`;
      const scope = { ...parts.scope, namespaces };
      return createAlarm(parent, { ...parts, scope }, window, suffix);
    }),
  );
}

function createAlarm(
  parent: pulumi.ComponentResource,
  { component, name, scope, eventApiId, monthlyUsd, topic, tags }: SpendingAlarmParts,
  window: BurnRateWindow,
  suffix: string,
): aws.cloudwatch.MetricAlarm {
  const actions = topic ? [topic.topicArn] : [];
  return new aws.cloudwatch.MetricAlarm(
    `${name}-${suffix}`,
    {
      name: physicalName(component, [name, suffix], 255),
      alarmDescription:
        `The Event API (${scope.namespaces.join(", ")}) spends at ${window.burnRate} times the pace of ` +
        `the stage's budget of ${monthlyUsd} US dollars a month, over ${window.seconds / 3_600} hours`,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      threshold: burnRateThreshold(monthlyUsd, window),
      treatMissingData: "notBreaching",
      metricQueries: metricQueries(
        burnRateQueries({ ...scope, eventApiId: "" }, window),
        eventApiId,
      ),
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    { parent },
  );
}

/** The queries with the API's id, all else of them known before the API is. */
function metricQueries(
  queries: ReturnType<typeof burnRateQueries>,
  eventApiId: pulumi.Output<string>,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return queries.map(({ metric, ...query }) =>
    metric
      ? {
          ...query,
          metric: { ...metric, dimensions: { ...metric.dimensions, EventAPIId: eventApiId } },
        }
      : query,
  );
}
