import type { PolicyResource } from "@pulumi/policy";
import type { StackFacts } from "../facts/stack-facts.ts";

/** The setting of rules that could speak about any resource of a stack. */
export const SCOPE = {
  enum: ["namespaces", "stack"],
  default: "namespaces",
  description: "Whether to judge what channel namespaces lead to, or the whole stack",
} as const;

/** Tells whether a resource is a rule's business. */
export function within(
  facts: StackFacts,
  setting: (typeof SCOPE.enum)[number],
): (resource: PolicyResource) => boolean {
  if (setting === "stack") {
    return () => true;
  }
  const { behindNamespaces } = facts;
  return (resource) => behindNamespaces.has(resource);
}
