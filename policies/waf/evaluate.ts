import type { Label, Rule } from "./rule.ts";
import { type Address, contains } from "./source-addresses.ts";
import type { Statement } from "./statement.ts";
import type { Domains, Value, World } from "./world.ts";

/** What a statement says about a request that is known in part. */
export type Answer =
  | boolean
  /** It cannot be decided from the stack, whatever the request. */
  | { readonly problem: string }
  /** It depends on this part of the request, which has one of these values. */
  | Question;

export interface Question {
  readonly variable: string;
  readonly values: readonly Value[];
}

/** What an evaluation knows beside the statement. */
export interface Circumstances {
  readonly world: World;
  readonly domains: Domains;
  /** The rules that were evaluated before, whose labels the request may carry. */
  readonly before: readonly Rule[];
  /** The most requests a second that the quotas of an API let through. */
  readonly requestsPerSecond: number;
  /** Whether sets that cannot be seen count as empty, so that only what is certain counts. */
  readonly certain: boolean;
}

export function isQuestion(answer: Answer): answer is Question {
  return typeof answer === "object" && "variable" in answer;
}

/** Whether a statement matches the request that is being imagined. */
export function evaluate(statement: Statement, circumstances: Circumstances): Answer {
  const { world, domains, certain } = circumstances;
  const within = (part: Statement): Answer => evaluate(part, circumstances);
  switch (statement.kind) {
    case "always":
      return true;
    case "never":
      return false;
    case "undecided":
      return { problem: statement.problem };
    case "unseen":
      // Somebody is always outside of the set, so what is certain is judged with a request of theirs.
      return certain ? false : isTrue(world, statement.key);
    case "sometimes":
      return isTrue(world, statement.key);
    case "source":
      return ask(world, `address ${statement.from}`, domains.addresses(statement.from), (value) =>
        contains(statement.ranges, value as Address),
      );
    case "country":
      return ask(world, `country ${statement.from}`, domains.countries(statement.from), (value) =>
        statement.codes.includes(value as string),
      );
    case "rate":
      return statement.perSecond <= circumstances.requestsPerSecond && isTrue(world, statement.key);
    case "byRequest":
      return within(statement.of[world.request]);
    case "every":
      return not(anyOf(statement.of.map((part) => not(within(part)))));
    case "some":
      return anyOf(statement.of.map(within));
    case "not":
      return not(within(statement.of));
    case "label":
      return hasLabel(statement, circumstances);
  }
}

function isTrue(world: World, key: string): Answer {
  return ask(world, `match ${key}`, [true, false], (value) => value === true);
}

function ask(
  world: World,
  variable: string,
  values: readonly Value[],
  matches: (value: Value) => boolean,
): Answer {
  const value = world.values.get(variable);
  return value === undefined ? { variable, values } : matches(value);
}

function not(answer: Answer): Answer {
  return typeof answer === "boolean" ? !answer : answer;
}

/** True if one is; else a question whose answer could make it so; else undecided or false. */
function anyOf(answers: readonly Answer[]): Answer {
  return (
    answers.find((answer) => answer === true) ??
    answers.find(isQuestion) ??
    answers.find((answer) => typeof answer === "object") ??
    false
  );
}

/** Whether an earlier rule has added the label; only what does not end the evaluation can. */
function hasLabel(
  { key, scope }: Extract<Statement, { kind: "label" }>,
  circumstances: Circumstances,
): Answer {
  const answers = circumstances.before.flatMap((rule, at) => {
    const within = { ...circumstances, before: circumstances.before.slice(0, at) };
    return rule.labels.map((label): Answer => {
      const whatever = "whateverMatches" in label && label.whateverMatches === true;
      if (!whatever && (rule.action === "allow" || rule.action === "block")) {
        return false;
      }
      const named = namedBy(label, key, scope, circumstances.world);
      if (named === false || whatever) {
        return named;
      }
      return not(anyOf([not(named), not(evaluate(rule.statement, within))]));
    });
  });
  return anyOf(answers);
}

/**
 * Whether a label that was added is the one that is looked for (WAF guide, "Label match rule
 * statement"): by its own name, or after `awswaf:<account>:webacl|rulegroup:<name>:`; a namespace
 * ends in a colon and stands for all labels below it.
 */
function namedBy(label: Label, key: string, scope: string, world: World): Answer {
  if ("problem" in label) {
    return label;
  }
  if ("prefix" in label) {
    return key.startsWith(label.prefix) || (scope === "NAMESPACE" && label.prefix.startsWith(key))
      ? isTrue(world, `label ${key}`)
      : false;
  }
  const own = /^awswaf:[^:]*:(?:webacl|rulegroup):[^:]+:(.*)$/.exec(key)?.[1] ?? key;
  return scope === "NAMESPACE" ? own === "" || label.name.startsWith(own) : label.name === own;
}
