/** A keyword of a schema with its limit: whether a value meets it, and the public reason if not. */
export interface KeywordTest {
  readonly holds: (value: unknown) => boolean;
  readonly reason: string;
  /** Whether it tests the value's type, before all others. */
  readonly ofType?: true;
}

// Each keyword of JSON Schema 2020-12 is an export of its own, so that a bundle holds those of its
// schemas. Reasons tell types and limits; patterns and allowed values stay in the function.

const test = (holds: KeywordTest["holds"], reason: string): KeywordTest => ({ holds, reason });

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? "" : "s"}`;

/** Characters as JSON Schema counts them; a text of more than twice `most` units is not counted. */
const isAtMost = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= most * 2 && [...text].length <= most);

const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const typeTest = (holds: KeywordTest["holds"], reason: string): KeywordTest => ({
  holds,
  reason,
  ofType: true,
});

/** `type: "array"`; boolean, number and string are told by `typeof`, without a test. */
export const arrayType = (): KeywordTest => typeTest(Array.isArray, "must be an array");
export const integerType = (): KeywordTest => typeTest(Number.isInteger, "must be an integer");
export const nullType = (): KeywordTest => typeTest((value) => value === null, "must be null");
export const objectType = (): KeywordTest => typeTest(isObject, "must be an object");

const typeNames: Readonly<Record<string, readonly [name: string, holds: KeywordTest["holds"]]>> = {
  array: ["an array", Array.isArray],
  boolean: ["a boolean", (value) => typeof value === "boolean"],
  integer: ["an integer", Number.isInteger],
  null: ["null", (value) => value === null],
  number: ["a number", (value) => typeof value === "number"],
  object: ["an object", isObject],
  string: ["a string", (value) => typeof value === "string"],
};

/** `type` as a list. */
export const anyType = (types: readonly string[]): KeywordTest => {
  const allowed = types.flatMap((type) => (typeNames[type] ? [typeNames[type]] : []));
  return typeTest(
    (value) => allowed.some(([, holds]) => holds(value)),
    `must be ${allowed.map(([name]) => name).join(" or ")}`,
  );
};

/** The schema `false`. */
export const never = (): KeywordTest => test(() => false, "must not be present");

export const allowed = (values: readonly unknown[]): KeywordTest =>
  test((value) => values.includes(value), "must be one of the allowed values");

export const minLength = (least: number): KeywordTest =>
  test(
    (value) => typeof value !== "string" || least === 0 || !isAtMost(value, least - 1),
    `must have at least ${count(least, "character")}`,
  );
export const maxLength = (most: number): KeywordTest =>
  test(
    (value) => typeof value !== "string" || isAtMost(value, most),
    `must have at most ${count(most, "character")}`,
  );
export const pattern = (expression: RegExp): KeywordTest =>
  test((value) => typeof value !== "string" || expression.test(value), "must match the pattern");

export const minimum = (least: number): KeywordTest =>
  test((value) => typeof value !== "number" || value >= least, `must be at least ${least}`);
export const maximum = (most: number): KeywordTest =>
  test((value) => typeof value !== "number" || value <= most, `must be at most ${most}`);

export const minItems = (least: number): KeywordTest =>
  test(
    (value) => !Array.isArray(value) || value.length >= least,
    `must have at least ${count(least, "item")}`,
  );
export const maxItems = (most: number): KeywordTest =>
  test(
    (value) => !Array.isArray(value) || value.length <= most,
    `must have at most ${count(most, "item")}`,
  );

export const exclusiveMinimum = (limit: number): KeywordTest =>
  test((value) => typeof value !== "number" || value > limit, `must be more than ${limit}`);
export const exclusiveMaximum = (limit: number): KeywordTest =>
  test((value) => typeof value !== "number" || value < limit, `must be less than ${limit}`);

const properties = (many: number): string => `${many} ${many === 1 ? "property" : "properties"}`;
const keyCount = (value: unknown): number => Object.keys(value as object).length;

export const minProperties = (least: number): KeywordTest =>
  test(
    (value) => !isObject(value) || keyCount(value) >= least,
    `must have at least ${properties(least)}`,
  );
export const maxProperties = (most: number): KeywordTest =>
  test(
    (value) => !isObject(value) || keyCount(value) <= most,
    `must have at most ${properties(most)}`,
  );
