/** A keyword of a schema with its limit: whether a value meets it, and the public reason if not. */
export interface KeywordTest {
  readonly holds: (value: unknown) => boolean;
  readonly reason: string;
  /** Whether it tests the value's type, before all others. */
  readonly ofType?: true;
}

// Each keyword of JSON Schema 2020-12 is an export of its own, so that a bundle holds those of its
// schemas. Reasons tell types and limits; patterns and allowed values stay in the function.

function test(holds: KeywordTest["holds"], reason: string): KeywordTest {
  return { holds, reason };
}

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? "" : "s"}`;
}

/** Characters as JSON Schema counts them; a text of more than twice `most` units is not counted. */
function isAtMost(text: string, most: number): boolean {
  return text.length <= most || (text.length <= most * 2 && [...text].length <= most);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeTest(holds: KeywordTest["holds"], reason: string): KeywordTest {
  return {
    holds,
    reason,
    ofType: true,
  };
}

/** `type: "array"`; boolean, number and string are told by `typeof`, without a test. */
export function arrayType(): KeywordTest {
  return typeTest(Array.isArray, "must be an array");
}

export function integerType(): KeywordTest {
  return typeTest(Number.isInteger, "must be an integer");
}

export function nullType(): KeywordTest {
  return typeTest((value) => value === null, "must be null");
}

export function objectType(): KeywordTest {
  return typeTest(isObject, "must be an object");
}

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
export function anyType(types: readonly string[]): KeywordTest {
  const allowed = types.flatMap((type) => (typeNames[type] ? [typeNames[type]] : []));
  return typeTest(
    (value) => allowed.some(([, holds]) => holds(value)),
    `must be ${allowed.map(([name]) => name).join(" or ")}`,
  );
}

/** The schema `false`. */
export function never(): KeywordTest {
  return test(() => false, "must not be present");
}

export function allowed(values: readonly unknown[]): KeywordTest {
  return test((value) => values.includes(value), "must be one of the allowed values");
}

export function minLength(least: number): KeywordTest {
  return test(
    (value) => typeof value !== "string" || least === 0 || !isAtMost(value, least - 1),
    `must have at least ${count(least, "character")}`,
  );
}

export function maxLength(most: number): KeywordTest {
  return test(
    (value) => typeof value !== "string" || isAtMost(value, most),
    `must have at most ${count(most, "character")}`,
  );
}

export function pattern(expression: RegExp): KeywordTest {
  return test(
    (value) => typeof value !== "string" || expression.test(value),
    "must match the pattern",
  );
}

export function minimum(least: number): KeywordTest {
  return test((value) => typeof value !== "number" || value >= least, `must be at least ${least}`);
}

export function maximum(most: number): KeywordTest {
  return test((value) => typeof value !== "number" || value <= most, `must be at most ${most}`);
}

export function minItems(least: number): KeywordTest {
  return test(
    (value) => !Array.isArray(value) || value.length >= least,
    `must have at least ${count(least, "item")}`,
  );
}

export function maxItems(most: number): KeywordTest {
  return test(
    (value) => !Array.isArray(value) || value.length <= most,
    `must have at most ${count(most, "item")}`,
  );
}

export function exclusiveMinimum(limit: number): KeywordTest {
  return test((value) => typeof value !== "number" || value > limit, `must be more than ${limit}`);
}

export function exclusiveMaximum(limit: number): KeywordTest {
  return test((value) => typeof value !== "number" || value < limit, `must be less than ${limit}`);
}

function properties(many: number): string {
  return `${many} ${many === 1 ? "property" : "properties"}`;
}

function keyCount(value: unknown): number {
  return Object.keys(value as object).length;
}

export function minProperties(least: number): KeywordTest {
  return test(
    (value) => !isObject(value) || keyCount(value) >= least,
    `must have at least ${properties(least)}`,
  );
}

export function maxProperties(most: number): KeywordTest {
  return test(
    (value) => !isObject(value) || keyCount(value) <= most,
    `must have at most ${properties(most)}`,
  );
}
