import { inspectsWhatIsFixed, managedRuleGroup } from "../waf/managed-rule-groups.ts";
import type { Rule } from "../waf/rule.ts";
import { ALWAYS, never, type Statement, sometimes } from "../waf/statement.ts";
import { anyCase } from "./any-case.ts";
import type { Property } from "./property.ts";
import { ActionOverrides, nameOf } from "./web-acl-rule-parts.ts";
import type { WebAclStatements } from "./web-acl-statements.ts";

/** The rules of a group, in their order. */
export interface GroupRules {
  readonly rules: readonly Rule[];
  /** Why parts could not be read. */
  readonly problems: readonly string[];
  /** Why rules that look as if they block do not. */
  readonly harmless: readonly string[];
}

/**
 * The rules that a managed group adds to a web ACL, as far as its vendor publishes them.
 *
 * @param path Where the group is named, for messages.
 */
export function managedRules(
  statements: WebAclStatements,
  reference: Property,
  path: string,
): GroupRules {
  const vendor = anyCase(reference, "vendorName").text();
  const name = nameOf(reference);
  const group =
    vendor.state === "known" && name !== undefined
      ? managedRuleGroup(vendor.value, name)
      : undefined;
  const overrides = new ActionOverrides(reference);
  const scoped = (statement: Statement) => statements.scopedDown(reference, statement);
  const prefix = group?.labels ?? "awswaf:managed:";
  const labelling: Rule = {
    path,
    action: "count",
    statement: scoped(ALWAYS),
    labels: [{ prefix }],
  };
  if (group === undefined) {
    const { problem } = unpublished(reference, overrides, path);
    const rule: Rule = {
      path,
      action: "block",
      statement: scoped(sometimes(`${reference.resource.urn} ${path}`)),
      labels: [],
    };
    return {
      rules: [labelling, problem === undefined ? rule : { ...rule, problem }],
      problems: [],
      harmless: [],
    };
  }
  const rules = group.blocking.map((rule) =>
    overrides.applied({
      path,
      name: rule,
      action: "block",
      labels: [],
      statement: scoped(
        inspectsWhatIsFixed(rule)
          ? never("its rules look for paths or methods that no publish or connect has")
          : sometimes(`${name} ${rule}`),
      ),
    }),
  );
  const blocks = rules.some(({ action }) => action === "block" || action === "undecided");
  const harmless = blocks
    ? []
    : [
        group.blocking.length === 0
          ? `${path} names a managed group that blocks nothing which an Event API receives`
          : `${path} overrides every rule of its managed group that blocks`,
      ];
  return { rules: [labelling, ...rules], problems: [], harmless };
}

/** Whether a group whose rules nobody publishes blocks: unless its rules are overridden. */
function unpublished(
  reference: Property,
  overrides: ActionOverrides,
  path: string,
): { readonly problem?: string } {
  const unread = [anyCase(reference, "vendorName"), anyCase(reference, "name")].find(
    (part) => part.text().state !== "known",
  );
  if (unread !== undefined) {
    return { problem: `${unread.path} is not set or cannot be decided` };
  }
  if (overrides.problem !== undefined) {
    return { problem: overrides.problem };
  }
  if (overrides.size === 0) {
    return {};
  }
  return { problem: `which rules the overrides of ${path} leave to block is not published` };
}
