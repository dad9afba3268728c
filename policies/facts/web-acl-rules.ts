import type { PolicyResource } from "@pulumi/policy";
import type { Entry, Rule } from "../waf/rule.ts";
import { always } from "../waf/statement.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import { type LinkTargets, possibleTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import { type GroupRules, managedRules } from "./web-acl-managed-groups.ts";
import {
  ActionOverrides,
  actionOf,
  labelsOf,
  labelsOfStatement,
  nameOf,
  priorityOf,
  problemOf,
} from "./web-acl-rule-parts.ts";
import type { WebAclStatements } from "./web-acl-statements.ts";

/** What was read of a list of rules. */
export interface ReadRules {
  readonly entries: readonly Entry[];
  /** Why parts could not be read. */
  readonly problems: readonly string[];
  /** Why rules that look as if they block do not. */
  readonly harmless: readonly string[];
}

const nothing: ReadRules = { entries: [], problems: [], harmless: [] };

/** What becomes of the actions of a group's rules. */
type OverrideMode = "none" | "count" | { readonly problem: string };

/** Reads the rules of web ACLs and rule groups into the form in which they are judged. */
export class WebAclRules {
  readonly #statements: WebAclStatements;
  readonly #groups: LinkTargets;
  /** Groups that are being read, so that one that names itself ends. */
  readonly #open = new Set<PolicyResource>();

  constructor(statements: WebAclStatements, groups: LinkTargets) {
    this.#statements = statements;
    this.#groups = groups;
  }

  /** A list of rules, or a JSON text that holds one. */
  list(list: Property): ReadRules {
    const text = list.text();
    if (list.state === "absent" || (text.state === "known" && text.value === "")) return nothing;
    const items = list.parsed().items();
    if (items.state === "known") return joined(items.value.map((rule) => this.rule(rule)));
    const problem =
      text.state === "known" ? `${list.path} is not a JSON list of rules` : problemOf(list);
    return { ...nothing, problems: [problem] };
  }

  /** One rule of a list, or a rule that is a resource of its own. */
  rule(rule: Property, path = rule.path): ReadRules {
    if (rule.state === "unknown") return { ...nothing, problems: [problemOf(rule)] };
    const statement = anyCase(rule, "statement");
    const [kind = ""] = keysInLowerCase(statement);
    const reference = anyCase(statement, kind);
    const mode = overrideMode(anyCase(rule, "overrideAction"));
    if (kind === "managedrulegroupstatement") return this.managedGroup(rule, reference, mode, path);
    if (kind === "rulegroupreferencestatement") return this.ownGroup(rule, reference, mode, path);
    const read = this.#statements.read(statement);
    const action = actionOf(anyCase(rule, "action"));
    const problem = problemOf(anyCase(rule, "action"));
    const own: Rule = {
      path,
      action,
      statement: read,
      labels: [...labelsOf(rule), ...labelsOfStatement(read)],
      ...named(rule),
      ...(action === "undecided" ? { problem } : {}),
    };
    return { ...nothing, entries: [{ priority: priorityOf(rule), path, rules: [own] }] };
  }

  /** The rules of a managed group, in the place of the rule that names it. */
  managedGroup(rule: Property, reference: Property, mode: OverrideMode, path: string): ReadRules {
    return inPlace(rule, managedRules(this.#statements, reference, path), mode, path);
  }

  /** The rules of a rule group of the stack, in the place of the rule that names it. */
  ownGroup(rule: Property, reference: Property, mode: OverrideMode, path: string): ReadRules {
    return inPlace(rule, this.#referenced(reference, path), mode, path);
  }

  #referenced(reference: Property, path: string): GroupRules {
    const arn = anyCase(reference, "arn");
    const link = this.#groups.follow(arn);
    const read = possibleTargets(link).map((target) =>
      this.#rulesOf(target, new ActionOverrides(reference)),
    );
    if (read.length === 0) {
      const problem =
        link.state === "elsewhere"
          ? `${arn.path} names a rule group that is not in this stack, so its rules cannot be seen`
          : problemOf(arn);
      const unseen: Rule = {
        path,
        action: "undecided",
        statement: always,
        labels: [{ problem }],
        problem,
        ...(link.state === "elsewhere" ? { elsewhere: link.value } : {}),
      };
      return { rules: [unseen], problems: [], harmless: [] };
    }
    // An ARN made from several groups is that of one of them: it blocks for certain if each does.
    const certain = link.state === "linked" || read.every(({ harmless }) => harmless.length === 0);
    const rules = read.flatMap((each) => each.rules);
    return {
      rules: certain ? rules : rules.map((rule) => ({ problem: problemOf(arn), ...rule })),
      problems: read.flatMap(({ problems }) => problems),
      harmless: read.flatMap(({ harmless }) => harmless),
    };
  }

  #rulesOf(group: PolicyResource, overrides: ActionOverrides): GroupRules {
    if (this.#open.has(group)) return { rules: [], problems: [], harmless: [] };
    this.#open.add(group);
    const properties = propertiesOf(group);
    const { entries, problems } = joined([
      this.list(properties.at("rules")),
      this.list(properties.at("rulesJson")),
    ]);
    this.#open.delete(group);
    const name = `rule group "${group.name}"`;
    const rules = entries
      .toSorted((one, other) => (one.priority ?? 0) - (other.priority ?? 0))
      .flatMap((entry) => entry.rules)
      .map((rule): Rule => ({ ...overrides.applied(rule), path: `${rule.path} of ${name}` }));
    const blocks = rules.some(({ action }) => action === "block" || action === "undecided");
    return {
      rules,
      problems: problems.map((problem) => `${problem} (${name})`),
      harmless: blocks || problems.length > 0 ? [] : [`no rule of ${name} blocks`],
    };
  }
}

/** Several lists as one. */
export function joined(lists: readonly ReadRules[]): ReadRules {
  return {
    entries: lists.flatMap(({ entries }) => entries),
    problems: lists.flatMap(({ problems }) => problems),
    harmless: lists.flatMap(({ harmless }) => harmless),
  };
}

const named = (rule: Property): { readonly name?: string } => {
  const name = nameOf(rule);
  return name === undefined ? {} : { name };
};

/** What `{ none: {} }` or `{ count: {} }` makes of a group's actions. */
function overrideMode(override: Property): OverrideMode {
  const [key, ...others] = keysInLowerCase(override);
  const isClear = key === "none" || key === "count";
  return isClear && others.length === 0 && anyCase(override, key).state === "known"
    ? key
    : { problem: problemOf(override) };
}

function inPlace(rule: Property, group: GroupRules, mode: OverrideMode, path: string): ReadRules {
  const rules = group.rules.map((one): Rule => {
    if (mode === "none") return one;
    return mode === "count" ? { ...one, action: "count" } : { problem: mode.problem, ...one };
  });
  const counting = mode === "count" ? [`${path} counts what its group would block`] : [];
  return {
    entries: [{ priority: priorityOf(rule), path, rules }],
    problems: mode === "count" ? [] : group.problems,
    harmless: mode === "count" ? counting : group.harmless,
  };
}
