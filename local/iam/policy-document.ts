import { asList, asProperties, asText, type Properties } from "../../shared/properties.ts";

/** What policy documents are asked. */
export interface PolicyQuestion {
  /** Such as `lambda:InvokeFunction`. */
  readonly action: string;
  /** ARN of what the action is done to; left out for a trust policy, which hangs on its role. */
  readonly resource?: string;
  /** The service that asks; for a trust policy alone. */
  readonly service?: string;
  /** Values of the condition keys that are known, by their names in lower case. */
  readonly context?: Readonly<Record<string, string>>;
}

/** "unknown" when it depends on what this machine cannot know, such as a condition on tags. */
export type PolicyAnswer = "allowed" | "denied" | "unknown";

/** Whether a statement applies; undefined when this machine cannot know. */
type Match = boolean | undefined;

/**
 * What policy documents say together: an explicit deny wins, and what nothing allows is denied (IAM
 * User Guide, "Policy evaluation logic").
 *
 * @param documents Policy documents, as objects or as JSON texts. A text that is not JSON, which
 * AWS would not take, allows nothing.
 */
export function policyAnswer(
  documents: readonly unknown[],
  question: PolicyQuestion,
): PolicyAnswer {
  const statements = documents.flatMap(statementsOf);
  const matchesOf = (effect: string) =>
    statements
      .filter((statement) => statement.Effect === effect)
      .map((statement) => matches(statement, question));
  const denials = matchesOf("Deny");
  const allowances = matchesOf("Allow");
  if (denials.includes(true) || allowances.every((match) => match === false)) {
    return "denied";
  }
  return denials.includes(undefined) || !allowances.includes(true) ? "unknown" : "allowed";
}

function statementsOf(document: unknown): readonly Properties[] {
  const { Statement } = asProperties(typeof document === "string" ? parsed(document) : document);
  return [Statement].flat().map(asProperties);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function matches(statement: Properties, question: PolicyQuestion): Match {
  const { action, resource, service, context = {} } = question;
  const parts: Match[] = [
    named(statement.Action, statement.NotAction, action.toLowerCase(), (text) =>
      text.toLowerCase(),
    ),
    resource === undefined || named(statement.Resource, statement.NotResource, resource),
    service === undefined || isPrincipal(statement.Principal, service),
    meetsConditions(asProperties(statement.Condition), context),
  ];
  if (parts.includes(false)) {
    return false;
  }
  return parts.includes(undefined) ? undefined : true;
}

/** Whether `name` is in an element such as `Action`, or is not in its opposite, `NotAction`. */
function named(
  element: unknown,
  opposite: unknown,
  name: string,
  form: (text: string) => string = (text) => text,
): boolean {
  const includes = (list: unknown) =>
    [list].flat().some((pattern) => isLike(name, form(asText(pattern))));
  return opposite === undefined ? includes(element) : !includes(opposite);
}

function isPrincipal(principal: unknown, service: string): boolean {
  if (principal === "*") {
    return true;
  }
  return [asProperties(principal).Service].flat().includes(service);
}

/** `*` stands for any text, `?` for one character (IAM JSON policy elements, Resource). */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === "*") {
      return "[^]*";
    }
    return part === "?" ? "[^]" : part.replace(/[\\^$.*+()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`).test(text);
}

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  ArnEquals: isLike,
  ArnLike: isLike,
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: isLike,
};

/** Every condition must hold, and of its values one (IAM User Guide, "Condition operators"). */
function meetsConditions(conditions: Properties, context: Readonly<Record<string, string>>): Match {
  let result: Match = true;
  for (const [operator, keys] of Object.entries(conditions)) {
    for (const [key, wanted] of Object.entries(asProperties(keys))) {
      const value = context[key.toLowerCase()];
      const holds = OPERATORS[operator.replace(/IfExists$/, "")];
      if (value === undefined || holds === undefined) {
        result = undefined;
      } else if (!asList([wanted].flat()).some((each) => holds(value, asText(each)))) {
        return false;
      }
    }
  }
  return result;
}
