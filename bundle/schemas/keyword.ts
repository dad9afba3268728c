import { canonicalJson } from "../canonical-json.ts";
import type { Dialect } from "./dialects.ts";

/** Types of JSON values, `integer` among them (JSON Schema 2020-12, validation 6.1.1). */
export const jsonTypes = [
  "array",
  "boolean",
  "integer",
  "null",
  "number",
  "object",
  "string",
] as const;

/** A type of JSON values. */
export type JsonType = (typeof jsonTypes)[number];

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

const anything = () => true;
/** Whether a value is a string. */
export const isText = (value: unknown): boolean => typeof value === "string";
/** Whether a value is true or false. */
export const isTruth = (value: unknown): boolean => typeof value === "boolean";
/** Whether a value is a number that JSON can write. */
export const isNumber = (value: unknown): boolean =>
  typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
/** Whether a value is an object and no list. */
export const isMap = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Whether a value is a list of something. */
export const isFullList = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
/** Whether a value is a list of strings that are all different. */
export const isNames = (value: unknown): boolean =>
  Array.isArray(value) && value.every(isText) && new Set(value).size === value.length;

/** Whether JSON values are all different. */
export const isDifferent = (values: readonly unknown[]): boolean =>
  new Set(values.map((value) => canonicalJson(value))).size === values.length;

const isType = (value: unknown): boolean => (jsonTypes as readonly unknown[]).includes(value);
/** Whether a value is what `type` may have. */
export const isTypes = (value: unknown): boolean =>
  isType(value) ||
  (isFullList(value) &&
    (value as unknown[]).every(isType) &&
    new Set(value as unknown[]).size === (value as unknown[]).length);

/** What a keyword says beside its values. */
type More = Omit<Keyword, "accepts" | "allowed">;

/** A keyword that limits a number of characters, items or properties. */
export const count = (type: Keyword["type"] & string, more: More = {}): Keyword => ({
  accepts: isCount,
  allowed: "an integer of at least 0",
  type,
  ...more,
});
/** A keyword that bounds a number. */
export const bound: Keyword = { accepts: isNumber, allowed: "a finite number", type: "number" };
/** A keyword that bounds a number, or says of another bound that it is exclusive. */
export const exclusiveBound: Keyword = {
  accepts: (value) => isNumber(value) || isTruth(value),
  allowed: "a finite number (true or false in draft-04 and OpenAPI 3.0)",
  type: "number",
};
/** A keyword that holds one schema. */
export const schema = (more: More = {}): Keyword => ({
  accepts: anything,
  allowed: "a schema",
  holds: "schema",
  ...more,
});
/** A keyword that holds a list of schemas. */
export const schemaList = (more: More = {}): Keyword => ({
  accepts: isFullList,
  allowed: "a list of at least one schema",
  holds: "list",
  ...more,
});
/** A keyword that holds schemas by name. */
export const schemaMap = (more: More = {}): Keyword => ({
  accepts: isMap,
  allowed: "an object of schemas",
  holds: "map",
  ...more,
});
/** A keyword that checks nothing. */
export const silent = (accepts: Keyword["accepts"], allowed: string, more: More = {}): Keyword => ({
  accepts,
  allowed,
  silent: true,
  ...more,
});
/** An annotation or a name: a string. */
export const text = (more: More = {}): Keyword => silent(isText, "a string", more);
/** A name within a document (JSON Schema 2020-12, core 8.2.2). */
export const anchor = (more: More): Keyword =>
  silent(
    (value) => typeof value === "string" && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value),
    "a name of letters, digits, hyphens, dots and underscores",
    more,
  );
/** An annotation that is true or false. */
export const flag = (more: More = {}): Keyword => silent(isTruth, "true or false", more);
/** An annotation of any form. */
export const data = (more: More = {}): Keyword => silent(anything, "any value", more);
