import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmTopic } from "./alarm-topic.ts";
import { physicalName } from "./physical-name.ts";
import type { Tags } from "./stage-tags.ts";

/** A stage's monthly budget. */
export interface StageBudget {
  /** US dollars a month, above 0. */
  readonly monthlyUsd: number;
  /** Address that AWS Budgets notifies. @default the alarm topic */
  readonly email?: string;
}

/** What an AWS Budget needs to know. */
export interface StageBudgetParts {
  readonly component: string;
  readonly name: string;
  readonly budget: StageBudget;
  readonly topic: AlarmTopic | undefined;
  readonly tags: Tags;
}

/**
 * Creates an AWS Budget over everything that carries the stage's tag, as a child of `parent`. It
 * sees the bill itself, once `Stage` is activated as a cost-allocation tag of the payer account.
 */
export function createStageBudget(
  parent: pulumi.ComponentResource,
  { component, name, budget, topic, tags }: StageBudgetParts,
): aws.budgets.Budget {
  return new aws.budgets.Budget(
    name,
    {
      name: physicalName(component, [name], 100),
      budgetType: "COST",
      limitAmount: String(budget.monthlyUsd),
      limitUnit: "USD",
      timeUnit: "MONTHLY",
      costFilters: [{ name: "TagKeyValue", values: [`user:Stage$${pulumi.getStack()}`] }],
      notifications: notifications(budget, topic),
      tags,
    },
    { parent, dependsOn: topic ? [topic.policy] : [] },
  );
}

/** 80 % and all of it spent, and all of it forecast to be. */
function notifications(
  { email }: StageBudget,
  topic: AlarmTopic | undefined,
): aws.types.input.budgets.BudgetNotification[] {
  if (email === undefined && topic === undefined) {
    return [];
  }
  const subscribers =
    email === undefined
      ? { subscriberSnsTopicArns: topic ? [topic.topicArn] : [] }
      : { subscriberEmailAddresses: [email] };
  const notification = (notificationType: string, threshold: number) => ({
    comparisonOperator: "GREATER_THAN",
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    ...subscribers,
  });
  return [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)];
}
