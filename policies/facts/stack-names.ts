import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf } from "./property.ts";
import { isComponent, type ResourceIndex } from "./resource-index.ts";

/** Resources of AWS whose outputs hold text that people or programs made up. */
const FREE_TEXT =
  /^aws(?:-native)?:(?:ssm[:/].*Parameter|secretsmanager[:/].*|cloudformation[:/].*|lambda\/invocation:.*|s3\/(?:bucketO|o)bject.*|cloudcontrol[:/].*|index:.*)$/i;

/**
 * The resources of this stack whose names and ARNs are all that an unknown value can hold, or
 * undefined when it may hold anything, as when it was made from something other than a resource of
 * AWS.
 *
 * What a function such as `getPolicyDocumentOutput` gives over a resource that has yet to be made is
 * unknown, and the SDK then names nothing that it was made from (`invokeAsync` of `@pulumi/pulumi`
 * 3.270). So a value that was made from nothing waits for the update while AWS has resources of the
 * stack to make: none of them is named.
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
    /^aws(?:-native)?:/.test(type) && !FREE_TEXT.test(type);
  if (origins.length === 0) {
    return hasPending(index) ? [] : undefined;
  }
  return origins.every(named) ? origins : undefined;
}

/** Whether AWS has yet to make a resource of the stack, so that its ARN is not known. */
function hasPending({ resources }: ResourceIndex): boolean {
  return resources.some(
    (one) => one.type.startsWith("aws") && propertiesOf(one).at("arn").state === "unknown",
  );
}
