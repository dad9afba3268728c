import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnFor, placeFor } from "./arn.ts";
import { physicalName } from "./physical-name.ts";
import { policyDocument, trustPolicy } from "./policy-documents.ts";
import type { Tags } from "./stage-tags.ts";

/** What a nightly schedule needs to know. */
export interface NightlyScheduleParts {
  readonly component: string;
  readonly name: string;
  readonly description: string;
  readonly hourUtc: number;
  /** Name of the function, and the alias of it that is invoked. */
  readonly functionName: pulumi.Input<string>;
  readonly alias: aws.lambda.Alias;
  /** Queue of what could not be handed to the function. */
  readonly deadLetterArn: pulumi.Output<string>;
  readonly tags: Tags;
}

/** Hours for which the schedule tries again to reach Lambda; a day later the next night has come. */
const RETRY_HOURS = 6;

/**
 * Creates a schedule of EventBridge Scheduler that invokes a function each night, with a role that may
 * do nothing else, as children of `parent`. The request carries the moment that the schedule stands
 * at, which a retry keeps (EventBridge Scheduler User Guide, context attributes).
 */
export function createNightlySchedule(
  parent: pulumi.ComponentResource,
  parts: NightlyScheduleParts,
): aws.scheduler.Schedule {
  const { name, alias, deadLetterArn } = parts;
  const role = createRole(parent, parts);
  const target = arnFor(
    parent,
    "lambda",
    pulumi.interpolate`function:${parts.functionName}:${alias.name}`,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-schedule`,
    {
      role: role.id,
      policy: policyDocument([
        { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: target },
        { Effect: "Allow", Action: "sqs:SendMessage", Resource: deadLetterArn },
      ]),
    },
    { parent },
  );
  return new aws.scheduler.Schedule(
    name,
    {
      name: physicalName(parts.component, [name]),
      description: parts.description,
      scheduleExpression: `cron(0 ${parts.hourUtc} * * ? *)`,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: alias.arn,
        roleArn: role.arn,
        input: JSON.stringify({ scheduledTime: "<aws.scheduler.scheduled-time>" }),
        deadLetterConfig: { arn: deadLetterArn },
        retryPolicy: { maximumEventAgeInSeconds: RETRY_HOURS * 3_600, maximumRetryAttempts: 20 },
      },
    },
    { parent, dependsOn: [policy] },
  );
}

function createRole(
  parent: pulumi.ComponentResource,
  { component, name, tags }: NightlyScheduleParts,
): aws.iam.Role {
  const roleName = physicalName(component, [name, "schedule"]);
  return new aws.iam.Role(
    `${name}-schedule`,
    {
      name: roleName,
      description: `Role of the schedule that invokes ${name}`,
      // Only this account's schedules (EventBridge Scheduler User Guide, confused deputy prevention).
      assumeRolePolicy: trustPolicy("scheduler.amazonaws.com", {
        StringEquals: { "aws:SourceAccount": placeFor(parent).account },
        ArnLike: { "aws:SourceArn": arnFor(parent, "scheduler", "schedule-group/default") },
      }),
      tags,
    },
    { parent },
  );
}
