import type { PolicyResource } from "@pulumi/policy";
import { isComponent, type ResourceIndex } from "./resource-index.ts";

/** Resources of AWS whose outputs hold text that people or programs made up. */
const freeText =
  /^aws(?:-native)?:(?:ssm[:/].*Parameter|secretsmanager[:/].*|cloudformation[:/].*|lambda\/invocation:.*|s3\/(?:bucketO|o)bject.*|cloudcontrol[:/].*|index:.*)$/i;

/**
 * The resources of this stack whose names and ARNs are all that an unknown value can hold, or
 * undefined when it may hold anything: when it was made from nothing that the stack has, or from
 * something other than a resource of AWS.
 *
 * @param path Dotted path of the value; its dependencies are kept for the first part only.
 */
export function stackNames(
  index: ResourceIndex,
  resource: PolicyResource,
  path: string,
): readonly PolicyResource[] | undefined {
  const [root = ""] = path.split(/[.[]/, 1);
  const origins = index.originsOf(resource, root).filter((origin) => !isComponent(origin));
  const named = ({ type }: PolicyResource) =>
    /^aws(?:-native)?:/.test(type) && !freeText.test(type);
  return origins.length > 0 && origins.every(named) ? origins : undefined;
}
