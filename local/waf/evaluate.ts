import type { Inspection } from "./inspection.ts";
import type { ActionKind, RuleAction } from "./rule-action.ts";
import type { Rule, RuleGroup } from "./rules.ts";
import type { WebAcl } from "./web-acl.ts";

/** A rule that matched a request, with the action that was taken. */
export interface MatchedRule {
  readonly rule: Rule;
  readonly action: ActionKind;
}

/** A rule group that was evaluated, with what matched in it. */
export interface EvaluatedGroup {
  readonly group: RuleGroup;
  readonly terminating: MatchedRule | undefined;
  readonly matched: readonly MatchedRule[];
}

/** What became of a request. */
export interface WebAclDecision {
  readonly action: RuleAction;
  /** The rule that decided; undefined for the default action. */
  readonly terminating: Rule | undefined;
  /** Rules that matched and did not end the evaluation. */
  readonly matched: readonly MatchedRule[];
  readonly groups: readonly EvaluatedGroup[];
  /** Headers that the rules insert into the request, by name. */
  readonly insertedHeaders: Readonly<Record<string, string>>;
}

/** Evaluation of one list of rules, until one of them decides. */
class Evaluation {
  readonly matched: MatchedRule[] = [];
  readonly groups: EvaluatedGroup[] = [];
  readonly insertedHeaders: Record<string, string> = {};
  readonly #inspection: Inspection;

  constructor(inspection: Inspection) {
    this.#inspection = inspection;
  }

  /** The rule that decides, with its action; undefined when none does. */
  run(
    rules: readonly Rule[],
    matched: MatchedRule[],
  ): { rule: Rule; action: RuleAction } | undefined {
    for (const rule of rules) {
      if (rule.statement(this.#inspection) !== true) {
        continue;
      }
      const action = rule.group === undefined ? rule.action : this.#group(rule.group);
      if (action === undefined) {
        continue;
      }
      for (const label of rule.labels) {
        this.#inspection.labels.add(label);
      }
      if (action.kind !== "COUNT") {
        return { rule, action };
      }
      Object.assign(this.insertedHeaders, action.insertedHeaders);
      matched.push({ rule, action: "COUNT" });
    }
    return undefined;
  }

  #group(group: RuleGroup): RuleAction | undefined {
    const matched: MatchedRule[] = [];
    const decided = this.run(group.rules, matched);
    const terminating =
      decided === undefined ? undefined : { rule: decided.rule, action: decided.action.kind };
    this.groups.push({ group, terminating, matched });
    if (decided === undefined) {
      return undefined;
    }
    return group.counts
      ? { ...decided.action, kind: "COUNT", response: undefined }
      : decided.action;
  }
}

/**
 * Evaluates the rules by ascending priority until one of them decides, else takes the default action
 * (WAF guide, "Setting rule priority"). Count goes on; CAPTCHA and challenge decide, because no
 * client has a token here.
 */
export function evaluate(webAcl: WebAcl, inspection: Inspection): WebAclDecision {
  const evaluation = new Evaluation(inspection);
  const decided = evaluation.run(webAcl.rules, evaluation.matched);
  const action = decided?.action ?? webAcl.defaultAction;
  return {
    action,
    terminating: decided?.rule,
    matched: evaluation.matched,
    groups: evaluation.groups,
    insertedHeaders: { ...evaluation.insertedHeaders, ...action.insertedHeaders },
  };
}
