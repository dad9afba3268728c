/** A test of one keyword of JSON Schema 2020-12, and the public reason when it fails. */
interface KeywordTest {
  readonly holds: (value: unknown, keyword: never) => boolean;
  readonly reason: (keyword: never) => string;
}

const typeNames: Readonly<Record<string, string>> = {
  array: "an array",
  integer: "an integer",
  object: "an object",
};

const isOfType = (value: unknown, type: string): boolean => {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object")
    return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
};

/** Characters as JSON Schema counts them; a text of more than twice `most` units is not counted. */
const isAtMost = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= most * 2 && [...text].length <= most);

const test = <Value, Keyword>(
  isValue: (value: unknown) => value is Value,
  holds: (value: Value, keyword: Keyword) => boolean,
  reason: (keyword: Keyword) => string,
): KeywordTest => ({
  holds: (value, keyword) => !isValue(value) || holds(value, keyword),
  reason,
});

const isString = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isAny = (_value: unknown): _value is unknown => true;

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? "" : "s"}`;

/**
 * The keywords that are tested on the value itself, in this order. Reasons tell types and limits;
 * patterns and allowed values stay in the function.
 */
export const keywordTests = {
  type: test(isAny, isOfType, (type) => `must be ${typeNames[type] ?? `a ${type}`}`),
  enum: test(
    isAny,
    (value, allowed: readonly unknown[]) => allowed.includes(value),
    () => "must be one of the allowed values",
  ),
  minLength: test(
    isString,
    (value, least: number) => least === 0 || !isAtMost(value, least - 1),
    (least) => `must have at least ${count(least, "character")}`,
  ),
  maxLength: test(isString, isAtMost, (most) => `must have at most ${count(most, "character")}`),
  pattern: test(
    isString,
    (value, pattern: RegExp) => pattern.test(value),
    () => "must match the pattern",
  ),
  minimum: test(
    isNumber,
    (value, least: number) => value >= least,
    (least) => `must be at least ${least}`,
  ),
  maximum: test(
    isNumber,
    (value, most: number) => value <= most,
    (most) => `must be at most ${most}`,
  ),
  minItems: test(
    isArray,
    (value, least: number) => value.length >= least,
    (least) => `must have at least ${count(least, "item")}`,
  ),
  maxItems: test(
    isArray,
    (value, most: number) => value.length <= most,
    (most) => `must have at most ${count(most, "item")}`,
  ),
} as const satisfies Readonly<Record<string, KeywordTest>>;

/** Limits by keyword, as a schema has them; a pattern is compiled. */
export interface KeywordLimits {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** A keyword with its limit: whether a value meets it, and the reason when it does not. */
export interface PreparedTest {
  readonly holds: (value: unknown) => boolean;
  readonly reason: string;
}

/** The tests of the keywords that are there, in the order in which they are tried. */
export const prepareTests = (limits: KeywordLimits): PreparedTest[] =>
  (Object.keys(keywordTests) as (keyof KeywordLimits)[])
    .filter((name) => limits[name] !== undefined)
    .map((name) => {
      const { holds, reason }: KeywordTest = keywordTests[name];
      const limit = limits[name] as never;
      return { holds: (value) => holds(value, limit), reason: reason(limit) };
    });
