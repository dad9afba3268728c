import type { PolicyResource } from "@pulumi/policy";
import type { Rule } from "../waf/rule.ts";
import { ALWAYS } from "../waf/statement.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import { type LinkTargets, possibleTargets } from "./link.ts";
import { type Property, propertiesOf } from "./property.ts";
import { type GroupRules, managedRules } from "./web-acl-managed-groups.ts";
import {
  inPlace,
  joined,
  NOTHING,
  type OverrideMode,
  overrideMode,
  type ReadRules,
} from "./web-acl-read-rules.ts";
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
    if (list.state === "absent" || (text.state === "known" && text.value === "")) {
      return NOTHING;
    }
    const items = list.parsed().items();
    if (items.state === "known") {
      const last = this.#lastOpenGroup(items.value);
      return joined(items.value.map((rule) => this.rule(rule, rule.path, rule.path === last)));
    }
    const problem =
      text.state === "known" ? `${list.path} is not a JSON list of rules` : problemOf(list);
    return { ...NOTHING, problems: [problem] };
  }

  /** One rule of a list, or a rule that is a resource of its own. */
  rule(rule: Property, path = rule.path, isLastOpen = false): ReadRules {
    if (rule.state === "unknown") {
      return { ...NOTHING, problems: [problemOf(rule)] };
    }
    const statement = anyCase(rule, "statement");
    const [kind = ""] = keysInLowerCase(statement);
    const reference = anyCase(statement, kind);
    const mode = overrideMode(anyCase(rule, "overrideAction"));
    if (kind === "managedrulegroupstatement") {
      return this.managedGroup(rule, reference, mode, path);
    }
    if (kind === "rulegroupreferencestatement") {
      return inPlace(rule, this.#referenced(reference, path, isLastOpen), mode, path);
    }
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
    return { ...NOTHING, entries: [{ priority: priorityOf(rule), path, rules: [own] }] };
  }

  /** The rules of a managed group, in the place of the rule that names it. */
  managedGroup(rule: Property, reference: Property, mode: OverrideMode, path: string): ReadRules {
    return inPlace(rule, managedRules(this.#statements, reference, path), mode, path);
  }

  /** The rules of a rule group of the stack, in the place of the rule that names it. */
  ownGroup(rule: Property, reference: Property, mode: OverrideMode, path: string): ReadRules {
    return inPlace(rule, this.#referenced(reference, path), mode, path);
  }

  /**
   * The rule by which every group has been evaluated whose ARN is not known yet: if as many rules
   * name one as there are groups, each names another, in an order that is seen at the update. Rules
   * that change the actions of their group make it matter which one they name.
   */
  #lastOpenGroup(rules: readonly Property[]): string | undefined {
    if (this.#groups.isEmpty) {
      return undefined;
    }
    const references = rules.map((rule) => ({
      rule,
      reference: anyCase(rule, "statement", "ruleGroupReferenceStatement"),
    }));
    const open = references.filter(({ reference }) => {
      const arn = anyCase(reference, "arn");
      return arn.state === "unknown" && possibleTargets(this.#groups.follow(arn)).length > 1;
    });
    const changes = open.some(
      ({ rule, reference }) =>
        overrideMode(anyCase(rule, "overrideAction")) !== "none" ||
        new ActionOverrides(reference).size > 0,
    );
    const [first] = open;
    if (first === undefined || changes) {
      return undefined;
    }
    const groups = possibleTargets(this.#groups.follow(anyCase(first.reference, "arn")));
    if (groups.length !== open.length) {
      return undefined;
    }
    const last = open.reduce((one, other) =>
      (priorityOf(other.rule) ?? 0) > (priorityOf(one.rule) ?? 0) ? other : one,
    );
    return last.rule.path;
  }

  #referenced(reference: Property, path: string, isLastOpen = false): GroupRules {
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
        statement: ALWAYS,
        labels: [{ problem }],
        problem,
        ...(link.state === "elsewhere" ? { elsewhere: link.value } : {}),
      };
      return { rules: [unseen], problems: [], harmless: [] };
    }
    // An ARN made from several groups is that of one of them: it blocks for certain if each does.
    const certain =
      link.state === "linked" || isLastOpen || read.every(({ harmless }) => harmless.length === 0);
    const all = read.flatMap((each) => each.rules);
    const rules =
      link.state === "linked"
        ? all
        : all.toSorted(
            (one, other) => Number(other.action === "allow") - Number(one.action === "allow"),
          );
    return {
      rules: certain ? rules : rules.map((rule) => ({ problem: problemOf(arn), ...rule })),
      problems: read.flatMap(({ problems }) => problems),
      harmless: read.flatMap(({ harmless }) => harmless),
    };
  }

  #rulesOf(group: PolicyResource, overrides: ActionOverrides): GroupRules {
    if (this.#open.has(group)) {
      return { rules: [], problems: [], harmless: [] };
    }
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

function named(rule: Property): { readonly name?: string } {
  const name = nameOf(rule);
  return name === undefined ? {} : { name };
}
