import { asProperties, type Properties } from "../../shared/properties.ts";

/** What a web ACL is read from, beside its own text. */
export interface RuleSource {
  /** Addresses of an IP set of this stack; undefined for one elsewhere. */
  addresses(arn: string): readonly string[] | undefined;
  /** Expressions of a regex pattern set of this stack; undefined for one elsewhere. */
  expressions(arn: string): readonly string[] | undefined;
  /** Properties of a rule group of this stack; undefined for one elsewhere. */
  ruleGroup(arn: string): Properties | undefined;
}

/** What the reader of one rule works with. */
export interface ReadingContext {
  readonly source: RuleSource;
  /** Prefix of the labels of the web ACL or rule group: `awswaf:<account>:webacl:<name>:`. */
  readonly labelPrefix: string;
  /** Where the rule stands; two rules of one place are the same rule. */
  readonly place: string;
  /** Called for each part that only AWS can evaluate. */
  readonly notEvaluated: (what: string) => void;
  /** Called when a statement asks for the body. */
  readonly inspectsBody: () => void;
}

/**
 * A value whose keys are all in lower case: Pulumi's `textTransformations` and the
 * `TextTransformations` of AWS's JSON are the same then.
 */
export function keysLowered(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(keysLowered);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key.toLowerCase(), keysLowered(each)]),
  );
}

/** The only set property of an object, with its value: `{ block: {} }`, `{ uripath: {} }`. */
export function onlyProperty(value: unknown): [name: string, properties: Properties] | undefined {
  for (const [name, each] of Object.entries(asProperties(value))) {
    if (each === undefined || each === null) {
      continue;
    }
    // Some parts are a list of one in Pulumi: `headers: [{ matchScope }]`.
    return [name, asProperties(Array.isArray(each) ? each[0] : each)];
  }
  return undefined;
}
