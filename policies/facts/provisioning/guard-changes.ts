import type { PolicyResource } from "@pulumi/policy";
import { knownNames } from "../known-names.ts";
import { propertiesOf } from "../property.ts";
import { kindOf, type ResourceKind } from "../resource-kind.ts";
import type { StackFacts } from "../stack-facts.ts";
import { textsIn } from "./program-text.ts";

/**
 * Operations that change what guards a namespace after policies have judged it, as the AWS CLI
 * (`update-function-code`) and SDKs (`UpdateFunctionCode`, `update_function_code`) write them, by the
 * kinds of resource that they change.
 */
const operations: readonly (readonly [RegExp, readonly ResourceKind[]])[] = [
  [
    operation("update function (?:code|configuration)", "update alias"),
    ["function", "functionAlias"],
  ],
  [
    operation(
      "(?:disassociate|associate|update|delete) web acl",
      "(?:put|delete) logging configuration",
    ),
    ["webAcl", "api"],
  ],
  [operation("delete log group", "delete retention policy"), ["logGroup", "api"]],
  [
    operation(
      "(?:put|delete|attach|detach) role policy",
      "(?:put|delete) role permissions boundary",
      "update assume role policy",
    ),
    ["role"],
  ],
  [operation("(?:update|delete) data source"), ["dataSource", "api"]],
];

function operation(...forms: readonly string[]): RegExp {
  return new RegExp(`(?:${forms.join("|").replaceAll(" ", "[-_]?")})(?:command)?(?![\\w-])`, "i");
}

/**
 * Says which text of a program changes what guards the stack's namespaces; undefined when none does. A
 * program that changes something else, such as a function that no namespace leads to, is not meant.
 */
export function changesGuard(program: PolicyResource, facts: StackFacts): string | undefined {
  const properties = propertiesOf(program).plain() as Record<string, unknown>;
  for (const [key, value] of Object.entries(properties)) {
    for (const text of textsIn(value)) {
      const changed = operations.find(([form]) => form.test(text));
      if (changed === undefined) {
        continue;
      }
      const [, kinds] = changed;
      const named = [...facts.behindNamespaces].find(
        (one) => isOneOf(one, kinds) && (isMadeFrom(program, key, one) || names(text, one)),
      );
      if (named !== undefined) {
        return `${key} changes "${named.name}" after policies have judged it`;
      }
    }
  }
  return undefined;
}

function isOneOf({ type }: PolicyResource, kinds: readonly ResourceKind[]): boolean {
  const kind = kindOf(type);
  return kind !== undefined && kinds.includes(kind);
}

function isMadeFrom(program: PolicyResource, key: string, resource: PolicyResource): boolean {
  return program.propertyDependencies[key]?.includes(resource) ?? false;
}

/** Whether a text holds what AWS calls a resource, as a word of its own. */
function names(text: string, resource: PolicyResource): boolean {
  const words = new Set(text.split(/[\s"'=,;()]+/));
  return knownNames(resource).some((name) => words.has(name));
}
