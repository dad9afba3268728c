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

/** A keyword with its limit: whether a value meets it, and the public reason when it does not. */
export interface PreparedTest {
  readonly holds: (value: unknown) => boolean;
  readonly reason: string;
}

type Holds = PreparedTest["holds"];

const typeTests: Readonly<Record<string, Holds>> = {
  array: Array.isArray,
  integer: Number.isInteger,
  null: (value) => value === null,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

/** Types of JSON Schema that `typeof` tells; `prepareTests` leaves them to it. */
export const primitives: ReadonlySet<string> = new Set(["boolean", "number", "string"]);

const article = (type: string): string =>
  type === "null" ? "" : /^[aio]/.test(type) ? "an " : "a ";

/** Why a value of another type is refused. */
export const typeReason = (type: string): string => `must be ${article(type)}${type}`;

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? "" : "s"}`;

/** Characters as JSON Schema counts them; a text of more than twice `most` units is not counted. */
const isAtMost = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= most * 2 && [...text].length <= most);

const test = (holds: Holds, reason: string): PreparedTest => ({ holds, reason });

type Preparations = {
  readonly [Keyword in keyof KeywordLimits]-?: (
    limit: NonNullable<KeywordLimits[Keyword]>,
  ) => PreparedTest;
};

/**
 * The keywords of JSON Schema 2020-12 that are tested on the value itself, in this order. Reasons
 * tell types and limits; patterns and allowed values stay in the function.
 */
const preparations: Preparations = {
  type: (type) => test(typeTests[type] ?? (() => true), typeReason(type)),
  enum: (allowed) => test((value) => allowed.includes(value), "must be one of the allowed values"),
  minLength: (least) =>
    test(
      (value) => typeof value !== "string" || least === 0 || !isAtMost(value, least - 1),
      `must have at least ${count(least, "character")}`,
    ),
  maxLength: (most) =>
    test(
      (value) => typeof value !== "string" || isAtMost(value, most),
      `must have at most ${count(most, "character")}`,
    ),
  pattern: (pattern) =>
    test((value) => typeof value !== "string" || pattern.test(value), "must match the pattern"),
  minimum: (least) =>
    test((value) => typeof value !== "number" || value >= least, `must be at least ${least}`),
  maximum: (most) =>
    test((value) => typeof value !== "number" || value <= most, `must be at most ${most}`),
  minItems: (least) =>
    test(
      (value) => !Array.isArray(value) || value.length >= least,
      `must have at least ${count(least, "item")}`,
    ),
  maxItems: (most) =>
    test(
      (value) => !Array.isArray(value) || value.length <= most,
      `must have at most ${count(most, "item")}`,
    ),
};

/** The keywords that `prepareTests` knows. */
export const testedKeywords = Object.keys(preparations) as readonly (keyof KeywordLimits)[];

/** The tests of the keywords that are there, in the order in which they are tried. */
export const prepareTests = (limits: KeywordLimits): PreparedTest[] =>
  testedKeywords.flatMap((keyword) => {
    const limit = limits[keyword];
    if (keyword === "type" && primitives.has(String(limit))) return [];
    return limit === undefined ? [] : [preparations[keyword](limit as never)];
  });
