import type { PolicyResource } from "@pulumi/policy";

/**
 * A resource that another resource of the stack declares in its own text, such as one of a
 * CloudFormation template, in the form in which `aws-native` would show it. It bears the URN of the
 * resource that declares it, because a violation has to name something that the engine knows.
 */
export function standIn(
  door: PolicyResource,
  type: string,
  name: string,
  props: Record<string, unknown>,
  propertyDependencies: Record<string, PolicyResource[]>,
): PolicyResource {
  return {
    ...door,
    type,
    name,
    props,
    propertyDependencies,
    parent: door,
    isType: () => false,
    asType: () => undefined,
  };
}
