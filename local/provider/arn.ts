import type { Place } from "./place.ts";
import type { NewResource } from "./resource-type.ts";

/** ARN of a resource of a regional service; `rest` is what follows the account. */
export function regionalArn({ place }: NewResource, service: string, rest: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
}

/** ARN of a function, without a qualifier. */
export function functionArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}

/** ARN by which API Gateway and others invoke a function or an alias. */
export function invokeArn({ region }: Place, arn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
