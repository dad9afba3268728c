import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf, UnknownValue } from "../property.ts";
import type { ResourceIndex } from "../resource-index.ts";

/** Commands of the AWS CLI, operations of an SDK and type names that make a channel namespace. */
const makesNamespace =
  /(?:create|update)[-_]?channel[-_]?namespace|AWS::AppSync::ChannelNamespace/i;
/** The same for an Event API; other services have a `create-api` too. */
const makesApi = /(?:create|update)[-_]?api(?:command)?(?![\w-])/i;

/** How a command or a program in a resource's text gets at Event APIs. */
export interface Reached {
  readonly reason: string;
  /** False when the text is not known yet. */
  readonly isCertain: boolean;
}

/**
 * How a command or a program gets at Event APIs, or undefined when it does not as far as is shown. The
 * engine keeps the code of a dynamic resource from policies, so what it is made from has to decide.
 */
export function reachedBy(resource: PolicyResource, index: ResourceIndex): Reached | undefined {
  const isHidden = /^pulumi-\w+:dynamic[:/]/.test(resource.type);
  for (const [key, value] of Object.entries(plainOf(resource))) {
    const texts = textsIn(value);
    if (texts.some((text) => makesNamespace.test(text))) {
      return { reason: `${key} makes or changes a channel namespace by itself`, isCertain: true };
    }
    if (texts.some((text) => /appsync/i.test(text) && makesApi.test(text))) {
      return { reason: `${key} makes or changes an Event API by itself`, isCertain: true };
    }
    const isMadeFromApi = index.dependenciesOf(resource, key, "api").length > 0;
    if (isMadeFromApi && isHidden) {
      const reason = `${key} is made from an Event API, and policies are not shown what its code does`;
      return { reason, isCertain: false };
    }
    if (isMadeFromApi && isUnknown(value)) {
      const reason = `${key} is made from an Event API and cannot be decided before an update`;
      return { reason, isCertain: false };
    }
  }
  return undefined;
}

function plainOf(resource: PolicyResource): Record<string, unknown> {
  return propertiesOf(resource).plain() as Record<string, unknown>;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function isUnknown(value: unknown): boolean {
  if (value instanceof UnknownValue) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isUnknown);
}
