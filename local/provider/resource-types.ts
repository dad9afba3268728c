import type { ResourceType } from "./resource-type.ts";
import { ANY_TYPE } from "./services/any-type.ts";
import { APPSYNC_TYPES } from "./services/appsync.ts";
import { BUDGETS_TYPES } from "./services/budgets.ts";
import { CLOUDWATCH_TYPES } from "./services/cloudwatch.ts";
import { DYNAMODB_TYPES } from "./services/dynamodb.ts";
import { EVENTBRIDGE_TYPES } from "./services/eventbridge.ts";
import { IAM_TYPES } from "./services/iam.ts";
import { LAMBDA_TYPES } from "./services/lambda.ts";
import { SNS_TYPES } from "./services/sns.ts";
import { WAFV2_TYPES } from "./services/wafv2.ts";

const TYPES: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries({
    ...APPSYNC_TYPES,
    ...BUDGETS_TYPES,
    ...CLOUDWATCH_TYPES,
    ...DYNAMODB_TYPES,
    ...EVENTBRIDGE_TYPES,
    ...IAM_TYPES,
    ...LAMBDA_TYPES,
    ...SNS_TYPES,
    ...WAFV2_TYPES,
  }),
);

/** How a resource type is treated, by its Pulumi token. */
export function resourceType(token: string): ResourceType {
  return TYPES.get(token) ?? ANY_TYPE;
}

/** Whether the embedded stage knows the type. */
export function isKnownType(token: string): boolean {
  return TYPES.has(token);
}
