import {
  asList,
  asNumber,
  asProperties,
  asText,
  type Properties,
} from "../../shared/properties.ts";
import { bytesOf } from "./bytes.ts";
import { inspectedField } from "./inspected-field.ts";
import type { Statement } from "./inspection.ts";
import type { ReadingContext } from "./rule-source.ts";
import { TEXT_TRANSFORMATIONS, type TextTransformation } from "./text-transformations.ts";

const POSITIONS: Readonly<Record<string, (text: string, search: string) => boolean>> = {
  EXACTLY: (text, search) => text === search,
  STARTS_WITH: (text, search) => text.startsWith(search),
  ENDS_WITH: (text, search) => text.endsWith(search),
  CONTAINS: (text, search) => text.includes(search),
  CONTAINS_WORD: containsWord,
};

/** Words are made of letters, digits and underscores (AWS WAF API reference, `CONTAINS_WORD`). */
function containsWord(text: string, search: string): boolean {
  const isEdge = (at: number) => !/\w/.test(text.charAt(at));
  for (let at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) {
    if (isEdge(at - 1) && isEdge(at + search.length)) {
      return true;
    }
  }
  return false;
}

const COMPARISONS: Readonly<Record<string, (size: number, limit: number) => boolean>> = {
  EQ: (size, limit) => size === limit,
  NE: (size, limit) => size !== limit,
  LE: (size, limit) => size <= limit,
  LT: (size, limit) => size < limit,
  GE: (size, limit) => size >= limit,
  GT: (size, limit) => size > limit,
};

/** `ByteMatchStatement`. */
export function byteMatch(inner: Properties, context: ReadingContext): Statement {
  const search =
    typeof inner.searchstringbase64 === "string"
      ? Buffer.from(inner.searchstringbase64, "base64").toString("latin1")
      : bytesOf(asText(inner.searchstring));
  const position = POSITIONS[asText(inner.positionalconstraint)];
  return someText(
    inner,
    context,
    position === undefined ? undefined : (text) => position(text, search),
  );
}

/** `SizeConstraintStatement`; sizes are in bytes. */
export function sizeConstraint(inner: Properties, context: ReadingContext): Statement {
  const compare = COMPARISONS[asText(inner.comparisonoperator)];
  const limit = asNumber(inner.size);
  return someText(
    inner,
    context,
    compare === undefined || limit === undefined
      ? undefined
      : (text) => compare(text.length, limit),
  );
}

/** `RegexMatchStatement`. */
export function regexMatch(inner: Properties, context: ReadingContext): Statement {
  return oneOfExpressions(inner, context, [asText(inner.regexstring)]);
}

/** `RegexPatternSetReferenceStatement`. */
export function regexSet(inner: Properties, context: ReadingContext): Statement {
  const arn = asText(inner.arn);
  const expressions = context.source.expressions(arn);
  if (expressions === undefined) {
    context.notEvaluated(`the regex pattern set ${arn} is not in this stack`);
    return () => undefined;
  }
  return oneOfExpressions(inner, context, expressions);
}

function oneOfExpressions(
  inner: Properties,
  context: ReadingContext,
  patterns: readonly string[],
): Statement {
  const expressions = patterns.map(expression);
  const unread = patterns.filter((_, at) => expressions[at] === undefined);
  for (const pattern of unread) {
    context.notEvaluated(`the regular expression ${pattern} is one that only PCRE reads`);
  }
  const known = expressions.filter((each) => each !== undefined);
  const match = someText(inner, context, (text) => known.some((each) => each.test(text)));
  if (unread.length === 0) {
    return match;
  }
  return (inspection) => (match(inspection) === true ? true : undefined);
}

/** AWS WAF reads PCRE; `(?i)` at the start is what ECMAScript spells as a flag. */
function expression(pattern: string): RegExp | undefined {
  const [, modifiers = "", rest = ""] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(bytesOf(rest), [...new Set(modifiers)].join(""));
  } catch {
    return undefined;
  }
}

/** Whether one text of the inspected part, transformed, passes the test. */
function someText(
  inner: Properties,
  context: ReadingContext,
  test: ((text: string) => boolean) | undefined,
): Statement {
  const field = inspectedField(inner, context);
  const transformed = transformation(inner.texttransformations, context);
  if (field === undefined || test === undefined || transformed === undefined) {
    if (field === undefined || test === undefined) {
      context.notEvaluated("a statement that this machine cannot read");
    }
    return () => undefined;
  }
  return (inspection) => {
    const texts = field(inspection);
    return typeof texts === "boolean" ? texts : texts.some((text) => test(transformed(text)));
  };
}

/** The transformations of a list as one, in the order of their priorities; undefined for others. */
export function transformation(
  value: unknown,
  context: ReadingContext,
): TextTransformation | undefined {
  const steps: TextTransformation[] = [];
  const items = asList(value).map(asProperties);
  const priority = (item: Properties) => asNumber(item.priority) ?? 0;
  for (const { type } of items.toSorted((one, other) => priority(one) - priority(other))) {
    const step = TEXT_TRANSFORMATIONS[asText(type)];
    if (step === undefined) {
      context.notEvaluated(`the text transformation ${asText(type)}`);
      return undefined;
    }
    if (type !== "NONE") {
      steps.push(step);
    }
  }
  return (bytes) => steps.reduce((text, step) => step(text), bytes);
}
