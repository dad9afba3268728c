import { canonicalJson } from "../canonical-json.ts";
import type { Dialect } from "./dialects.ts";

/** Types of JSON values, `integer` among them (JSON Schema 2020-12, validation 6.1.1). */
export const JSON_TYPES = [
  "array",
  "boolean",
  "integer",
  "null",
  "number",
  "object",
  "string",
] as const;

/** A type of JSON values. */
export type JsonType = (typeof JSON_TYPES)[number];

/** How a keyword's value holds schemas, where it holds any. */
export type Holds = "schema" | "list" | "map" | "schema or list" | "dependencies" | "components";

/** One keyword of JSON Schema, as its dialects define it. */
export interface Keyword {
  /** Whether a value is one that the keyword can have; schemas in it are looked at by themselves. */
  readonly accepts: (value: unknown) => boolean;
  /** The same in words, to follow "must be". */
  readonly allowed: string;
  /** The type of the values that it checks; absent when it checks all, or none. */
  readonly type?: "array" | "number" | "object" | "string";
  readonly holds?: Holds;
  /** Dialects that know it; absent when all do. */
  readonly dialects?: readonly Dialect[];
  /** A keyword beside it, without which it says nothing. */
  readonly needs?: string;
  /** Says nothing about a value: an annotation, a name or a place for definitions. */
  readonly silent?: true;
}

function anything() {
  return true;
}

/** Whether a value is a string. */
export function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** Whether a value is true or false. */
export function isTruth(value: unknown): boolean {
  return typeof value === "boolean";
}

/** Whether a value is a number that JSON can write. */
export function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** Whether a value is an object and no list. */
export function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a list of something. */
export function isFullList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Whether a value is a list of strings that are all different. */
export function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;
}

/** Whether JSON values are all different. */
export function isDifferent(values: readonly unknown[]): boolean {
  return new Set(values.map((value) => canonicalJson(value))).size === values.length;
}

function isType(value: unknown): boolean {
  return (JSON_TYPES as readonly unknown[]).includes(value);
}

/** Whether a value is what `type` may have. */
export function isTypes(value: unknown): boolean {
  return (
    isType(value) ||
    (isFullList(value) &&
      (value as unknown[]).every(isType) &&
      new Set(value as unknown[]).size === (value as unknown[]).length)
  );
}

/** What a keyword says beside its values. */
type More = Omit<Keyword, "accepts" | "allowed">;

/** A keyword that limits a number of characters, items or properties. */
export function count(type: Keyword["type"] & string, more: More = {}): Keyword {
  return {
    accepts: isCount,
    allowed: "an integer of at least 0",
    type,
    ...more,
  };
}

/** A keyword that bounds a number. */
export const bound: Keyword = { accepts: isNumber, allowed: "a finite number", type: "number" };
/** A keyword that bounds a number, or says of another bound that it is exclusive. */
export const exclusiveBound: Keyword = {
  accepts: (value) => isNumber(value) || isTruth(value),
  allowed: "a finite number (true or false in draft-04 and OpenAPI 3.0)",
  type: "number",
};
/** A keyword that holds one schema. */
export function schema(more: More = {}): Keyword {
  return {
    accepts: anything,
    allowed: "a schema",
    holds: "schema",
    ...more,
  };
}

/** A keyword that holds a list of schemas. */
export function schemaList(more: More = {}): Keyword {
  return {
    accepts: isFullList,
    allowed: "a list of at least one schema",
    holds: "list",
    ...more,
  };
}

/** A keyword that holds schemas by name. */
export function schemaMap(more: More = {}): Keyword {
  return {
    accepts: isMap,
    allowed: "an object of schemas",
    holds: "map",
    ...more,
  };
}

/** A keyword that checks nothing. */
export function silent(accepts: Keyword["accepts"], allowed: string, more: More = {}): Keyword {
  return {
    accepts,
    allowed,
    silent: true,
    ...more,
  };
}

/** An annotation or a name: a string. */
export function text(more: More = {}): Keyword {
  return silent(isText, "a string", more);
}

/** A name within a document (JSON Schema 2020-12, core 8.2.2). */
export function anchor(more: More): Keyword {
  return silent(
    (value) => typeof value === "string" && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value),
    "a name of letters, digits, hyphens, dots and underscores",
    more,
  );
}

/** An annotation that is true or false. */
export function flag(more: More = {}): Keyword {
  return silent(isTruth, "true or false", more);
}

/** An annotation of any form. */
export function data(more: More = {}): Keyword {
  return silent(anything, "any value", more);
}
