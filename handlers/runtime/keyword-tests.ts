/** A keyword of a schema with its limit: whether a value meets it, and the public reason if not. */
export interface KeywordTest {
  readonly holds: (value: unknown) => boolean;
  readonly reason: string;
}

// Each keyword of JSON Schema 2020-12 is an export of its own, so that a bundle holds those of its
// schemas. Reasons tell types and limits; patterns and allowed values stay in the function.

const test = (holds: KeywordTest["holds"], reason: string): KeywordTest => ({ holds, reason });

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? "" : "s"}`;

/** Characters as JSON Schema counts them; a text of more than twice `most` units is not counted. */
const isAtMost = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= most * 2 && [...text].length <= most);

/** `type: "array"`; boolean, number and string are told by `typeof`, without a test. */
export const arrayType = (): KeywordTest => test(Array.isArray, "must be an array");
export const integerType = (): KeywordTest => test(Number.isInteger, "must be an integer");
export const nullType = (): KeywordTest => test((value) => value === null, "must be null");
export const objectType = (): KeywordTest =>
  test(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "must be an object",
  );

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
