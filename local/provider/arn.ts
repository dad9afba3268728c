import type { NewResource } from "./resource-type.ts";

/** ARN of a resource of a regional service; `rest` is what follows the account. */
export function regionalArn({ place }: NewResource, service: string, rest: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountId}:${rest}`;
}
