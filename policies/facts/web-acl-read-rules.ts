import type { Entry, Rule } from "../waf/rule.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import type { Property } from "./property.ts";
import type { GroupRules } from "./web-acl-managed-groups.ts";
import { priorityOf, problemOf } from "./web-acl-rule-parts.ts";

/** What was read of a list of rules. */
export interface ReadRules {
  readonly entries: readonly Entry[];
  /** Why parts could not be read. */
  readonly problems: readonly string[];
  /** Why rules that look as if they block do not. */
  readonly harmless: readonly string[];
}

/** What an empty list holds. */
export const NOTHING: ReadRules = { entries: [], problems: [], harmless: [] };

/** What becomes of the actions of a group's rules. */
export type OverrideMode = "none" | "count" | { readonly problem: string };

/** Several lists as one. */
export function joined(lists: readonly ReadRules[]): ReadRules {
  return {
    entries: lists.flatMap(({ entries }) => entries),
    problems: lists.flatMap(({ problems }) => problems),
    harmless: lists.flatMap(({ harmless }) => harmless),
  };
}

/** What `{ none: {} }` or `{ count: {} }` makes of a group's actions. */
export function overrideMode(override: Property): OverrideMode {
  const [key, ...others] = keysInLowerCase(override);
  const isClear = key === "none" || key === "count";
  return isClear && others.length === 0 && anyCase(override, key).state === "known"
    ? key
    : { problem: problemOf(override) };
}

/** The rules of a group, in the place and in the mode of the rule that names it. */
export function inPlace(
  rule: Property,
  group: GroupRules,
  mode: OverrideMode,
  path: string,
): ReadRules {
  const rules = group.rules.map((one): Rule => {
    if (mode === "none") {
      return one;
    }
    return mode === "count" ? { ...one, action: "count" } : { problem: mode.problem, ...one };
  });
  const counting = mode === "count" ? [`${path} counts what its group would block`] : [];
  return {
    entries: [{ priority: priorityOf(rule), path, rules }],
    problems: mode === "count" ? [] : group.problems,
    harmless: mode === "count" ? counting : group.harmless,
  };
}
