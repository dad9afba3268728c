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
  /** Whose spending; the namespaces are known before the API's id is. */
  readonly scope: pulumi.Output<CostScope>;
  readonly namespaces: readonly string[];
  readonly monthlyUsd: number;
  readonly topic: AlarmTopic | undefined;
  readonly tags: Tags;
}

/** Creates the alarms on the pace of spending, fast and slow, as children of `parent`. */
export function createSpendingAlarms(
  parent: pulumi.ComponentResource,
  parts: SpendingAlarmParts,
): aws.cloudwatch.MetricAlarm[] {
  const groups = alarmGroups(parts.namespaces);
  return BURN_RATE_WINDOWS.flatMap((window) =>
    groups.map((namespaces, index) => {
      const suffix = groups.length === 1 ? window.name : `${window.name}-${index + 1}`;
      const scope = parts.scope.apply((all) => ({ ...all, namespaces }));
      return createAlarm(parent, { ...parts, scope }, window, suffix);
    }),
  );
}

function createAlarm(
  parent: pulumi.ComponentResource,
  { component, name, scope, monthlyUsd, topic, tags }: SpendingAlarmParts,
  window: BurnRateWindow,
  suffix: string,
): aws.cloudwatch.MetricAlarm {
  const actions = topic ? [topic.topicArn] : [];
  return new aws.cloudwatch.MetricAlarm(
    `${name}-${suffix}`,
    {
      name: physicalName(component, [name, suffix], 255),
      alarmDescription:
        `Spending at ${window.burnRate} times the pace of the budget of ${monthlyUsd} ` +
        `US dollars a month, over ${window.seconds / 3_600} hours`,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      threshold: burnRateThreshold(monthlyUsd, window),
      treatMissingData: "notBreaching",
      metricQueries: scope.apply((costs) => mutable(burnRateQueries(costs, window))),
      alarmActions: actions,
      okActions: actions,
      tags,
    },
    { parent },
  );
}

/** Pulumi's inputs are mutable types; the queries are made anew for each alarm. */
function mutable(
  queries: ReturnType<typeof burnRateQueries>,
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return queries.map(({ metric, ...query }) =>
    metric ? { ...query, metric: { ...metric, dimensions: { ...metric.dimensions } } } : query,
  );
}
