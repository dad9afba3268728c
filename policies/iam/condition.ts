import { matchesArn, matchesPattern, type OpenArn } from "./pattern.ts";
import type { Condition } from "./statement.ts";

/** What a request carries, by condition key in lower case; undefined for what is not known yet. */
export type RequestContext = ReadonlyMap<string, string | OpenArn | undefined>;

/** True or false; undefined when it cannot be decided. */
export type Decision = boolean | undefined;

type Compare = (pattern: string, value: string | OpenArn) => boolean;

const equals: Compare = (pattern, value) => pattern === value;
const equalsIgnoringCase: Compare = (pattern, value) =>
  typeof value === "string" && pattern.toLowerCase() === value.toLowerCase();
const like: Compare = (pattern, value) =>
  typeof value === "string" ? matchesPattern(pattern, value) : matchesArn(pattern, value);

/** Condition operators about texts (IAM user guide, "Condition operators"). */
const operators: Readonly<Record<string, Compare>> = {
  stringequals: equals,
  stringequalsignorecase: equalsIgnoringCase,
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool: equalsIgnoringCase,
};

/** Whether all conditions of a statement hold for a request. */
export function conditionsHold(
  conditions: readonly Condition[],
  context: RequestContext,
): Decision {
  const answers = conditions.map((condition) => holds(condition, context));
  if (answers.includes(false)) {
    return false;
  }
  return answers.includes(undefined) ? undefined : true;
}

function holds({ operator, key, values }: Condition, context: RequestContext): Decision {
  const name = operator
    .toLowerCase()
    .replace(/^forallvalues:|^foranyvalue:/, "")
    .replace(/ifexists$/, "");
  const value = context.get(key.toLowerCase());
  if (name === "null") {
    if (value === undefined || values.open) {
      return undefined;
    }
    return values.texts.every((text) => text.toLowerCase() === "false");
  }
  const negated = /^(?:string|arn)not/.test(name);
  const compare = operators[negated ? name.replace("not", "") : name];
  if (compare === undefined) {
    return undefined;
  }
  // What AWS has yet to give, such as the account, may be what the policy says.
  if (value === undefined) {
    return context.has(key.toLowerCase()) ? !negated : undefined;
  }
  const matching = values.texts.some((text) =>
    typeof value === "string" ? compare(text, value) : like(text, value),
  );
  if (!matching && (values.open || values.texts.some((text) => text.includes("${")))) {
    return undefined;
  }
  return matching !== negated;
}
