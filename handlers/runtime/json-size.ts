/** Bounds of a value's JSON in UTF-8 bytes. */
export interface JsonSize {
  /** The size if no character of a string needs an escape. */
  readonly unescaped: number;
  /** The size if every character needed the longest escape; never exceeded. */
  readonly most: number;
}

const maxDepth = 64;
/** Longest JSON text of a double: sign, 17 digits, point, exponent of three digits and its sign. */
const maxNumberLength = 25;
/** `\u001f`: the longest form of one UTF-16 unit in JSON. */
const longestEscape = 6;
const shortString = 32;

const encoder = new TextEncoder();
const scratch = new Uint8Array(16 * 1024);

let unescaped = 0;
let most = 0;

const addString = (text: string): void => {
  const length = text.length;
  // Encoding into a buffer that is there is the cheapest exact count; it needs room for 3 bytes a
  // unit. A short string is not worth the call: it is counted as if it held ASCII only.
  const bytes =
    length <= shortString || length * 3 > scratch.length
      ? length
      : encoder.encodeInto(text, scratch).written;
  unescaped += bytes + 2;
  most += length * longestEscape + 2;
};

const addArray = (value: readonly unknown[], depth: number): boolean => {
  unescaped += value.length + 1;
  most += value.length + 2;
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index];
    if (item === undefined || !add(item, depth - 1)) return false;
  }
  return true;
};

const addObject = (value: object, depth: number): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  unescaped += 1;
  most += 2;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    unescaped += key.length + 4;
    most += key.length * longestEscape + 4;
    if (!add(member, depth - 1)) return false;
  }
  return true;
};

function add(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
      addString(value);
      return true;
    case "number":
      unescaped += 4;
      most += maxNumberLength;
      return Number.isFinite(value);
    case "boolean":
      unescaped += 4;
      most += 5;
      return true;
    case "object":
      if (value === null) {
        unescaped += 4;
        most += 4;
        return true;
      }
      if (depth === 0) return false;
      return Array.isArray(value) ? addArray(value, depth) : addObject(value, depth);
    default:
      return false;
  }
}

/**
 * Bounds the JSON size of a value without writing its JSON, which would cost more than all the rest
 * of handling an event. Undefined when the value is no plain JSON (functions, dates, NaN, class
 * instances) or nested deeper than 64 levels: then only writing it tells.
 */
export const jsonSize = (value: unknown): JsonSize | undefined => {
  unescaped = 0;
  most = 0;
  return add(value, maxDepth) ? { unescaped, most } : undefined;
};

/** The JSON size of a value in UTF-8 bytes, by writing it. Throws what JSON.stringify throws. */
export const exactJsonSize = (value: unknown): number =>
  Buffer.byteLength(JSON.stringify(value) ?? "");
