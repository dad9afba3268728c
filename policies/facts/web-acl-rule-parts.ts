import type { Action, Label, Rule } from "../waf/rule.ts";
import { type Statement, withParts } from "../waf/statement.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import type { Property } from "./property.ts";

/** The action that an object such as `{ block: {} }` names. */
export function actionOf(action: Property): Action {
  const [key, ...others] = keysInLowerCase(action);
  if (key === undefined || others.length > 0) {
    return "undecided";
  }
  if (anyCase(action, key).state === "unknown") {
    return "undecided";
  }
  // Clients that are not browsers answer neither, and one with a valid token goes on to later rules.
  if (key === "captcha" || key === "challenge") {
    return "count";
  }
  return key === "allow" || key === "block" || key === "count" ? key : "undecided";
}

/** The place in the order of evaluation; undefined when it cannot be decided. */
export function priorityOf(rule: Property): number | undefined {
  const priority = anyCase(rule, "priority").number();
  // JSON forms leave a zero out.
  if (priority.state === "absent") {
    return 0;
  }
  return priority.state === "known" ? priority.value : undefined;
}

export function nameOf(rule: Property): string | undefined {
  const name = anyCase(rule, "name").text();
  return name.state === "known" ? name.value : undefined;
}

/** Why a property that is needed cannot be used. */
export function problemOf(property: Property): string {
  return property.state === "absent"
    ? `${property.path} is not set`
    : `${property.path} is not known until the update`;
}

/** The labels that a rule adds to the requests it matches. */
export function labelsOf(rule: Property): readonly Label[] {
  const labels = anyCase(rule, "ruleLabels").items();
  if (labels.state === "absent") {
    return [];
  }
  if (labels.state === "unknown") {
    return [{ problem: problemOf(anyCase(rule, "ruleLabels")) }];
  }
  return labels.value.map((label) => {
    const name = nameOf(label);
    return name === undefined ? { problem: problemOf(anyCase(label, "name")) } : { name };
  });
}

/** Some statements label every request that they look at (WAF guide, "Geographic match rule"). */
export function labelsOfStatement(statement: Statement): readonly Label[] {
  const prefixes = withParts(statement).flatMap((part) => {
    if (part.kind === "country") {
      return ["awswaf:clientip:geo:", "awswaf:forwardedip:geo:"];
    }
    return part.kind === "sometimes" && part.labels !== undefined ? [part.labels] : [];
  });
  return prefixes.map((prefix) => ({ prefix, whateverMatches: true }));
}

/** The actions that a reference to a group gives the group's rules in place of their own. */
export class ActionOverrides {
  readonly #actions = new Map<string, Action>();
  /** Why they cannot be read. */
  readonly problem: string | undefined;

  constructor(reference: Property) {
    const excluded = anyCase(reference, "excludedRules");
    const overrides = anyCase(reference, "ruleActionOverrides");
    for (const rule of itemsOf(excluded)) {
      this.#set(nameOf(rule), "count");
    }
    for (const rule of itemsOf(overrides)) {
      this.#set(nameOf(rule), actionOf(anyCase(rule, "actionToUse")));
    }
    const unread = [excluded, overrides].find((list) => list.items().state === "unknown");
    const unnamed = [...itemsOf(excluded), ...itemsOf(overrides)].find(
      (rule) => nameOf(rule) === undefined,
    );
    const unclear = unread ?? unnamed;
    this.problem = unclear === undefined ? undefined : problemOf(unclear);
  }

  #set(name: string | undefined, action: Action): void {
    if (name !== undefined) {
      this.#actions.set(name, action);
    }
  }

  get size(): number {
    return this.#actions.size;
  }

  /** The rule as the group that is referred to then evaluates it. */
  applied(rule: Rule): Rule {
    const { problem } = this;
    const action = rule.name === undefined ? undefined : this.#actions.get(rule.name);
    const unclear = problem === undefined ? {} : { problem };
    return { ...rule, ...unclear, action: action ?? rule.action };
  }
}

function itemsOf(list: Property): readonly Property[] {
  const items = list.items();
  return items.state === "known" ? items.value : [];
}
