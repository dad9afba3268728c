/** Levels of lists and objects that an event may have. */
export const maxDepth = 64;
/** Counted for a value that is no text, list or object: six times as much covers every number. */
const scalarUnits = 5;

const arrayUnits = (value: readonly unknown[], depth: number): number => {
  let units = 2 + value.length;
  for (let index = 0; index < value.length; index += 1) units += unitsOf(value[index], depth - 1);
  return units;
};

const objectUnits = (value: object, depth: number): number => {
  if (!isPlain(value)) return Number.NaN;
  let units = 2;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member !== undefined) units += key.length + 4 + unitsOf(member, depth - 1);
  }
  return units;
};

const unitsOf = (value: unknown, depth: number): number => {
  if (typeof value === "string") return value.length + 2;
  if (typeof value === "number") return Number.isFinite(value) ? scalarUnits : Number.NaN;
  if (typeof value === "boolean" || value === null) return scalarUnits;
  if (typeof value !== "object" || depth === 0) return Number.NaN;
  return Array.isArray(value) ? arrayUnits(value, depth) : objectUnits(value, depth);
};

/**
 * Whether an object is written to JSON property by property: no class of its own, no `toJSON`. Read
 * from the constructor, which is a tenth of what asking for the prototype costs.
 */
export const isPlain = (value: object): boolean => value.constructor === Object;

/**
 * UTF-16 units of a value's JSON without escapes, which of a text in ASCII are its bytes; never less
 * than a sixth of the JSON's bytes, since the longest escape of a unit has six. Counting them is
 * far cheaper than writing the JSON. NaN when only writing it tells: for functions, dates, NaN and
 * other values that are no plain JSON, and below 64 levels.
 */
export const jsonUnits = (value: unknown): number => unitsOf(value, maxDepth);

/** What `measureJson` tells of a value. */
export interface JsonMeasure {
  /** As `jsonUnits` counts them. */
  readonly units: number;
  /** Levels of lists and objects; 0 for a value that is neither. */
  readonly depth: number;
}

/**
 * Measures a value that was parsed from JSON, however deep it is nested: without recursion, each
 * value once. Writing a deep value's JSON instead takes time with the square of its depth.
 */
export const measureJson = (parsed: unknown): JsonMeasure => {
  let units = 0;
  let depth = 0;
  let level: unknown[] = [parsed];
  while (level.length > 0) {
    const below: unknown[] = [];
    let holders = 0;
    for (const value of level) {
      if (typeof value === "string") units += value.length + 2;
      else if (typeof value !== "object" || value === null) units += scalarUnits;
      else {
        holders += 1;
        units += 2 + pushMembers(below, value);
      }
    }
    if (holders > 0) depth += 1;
    level = below;
  }
  return { units, depth };
};

const pushMembers = (members: unknown[], value: object): number => {
  if (Array.isArray(value)) {
    for (const item of value) members.push(item);
    return value.length;
  }
  let units = 0;
  for (const key of Object.keys(value)) {
    members.push((value as Record<string, unknown>)[key]);
    units += key.length + 4;
  }
  return units;
};

/** Bytes of JSON per unit of `jsonUnits` at most. */
export const maxBytesPerUnit = 6;

/** The JSON size of a value in UTF-8 bytes, by writing it. Throws what JSON.stringify throws. */
export const exactJsonSize = (value: unknown): number =>
  Buffer.byteLength(JSON.stringify(value) ?? "");
