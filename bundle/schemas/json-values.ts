/** An object as JSON knows it: no list, no instance of a class. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object literal or what JSON.parse makes of one, in whichever realm. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether JSON carries a value unchanged: `undefined`, bigints, dates and NaN are not carried. */
export function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") {
    return true;
  }
  if (typeof value === "number") {
    return Number.isFinite(value);
  }
  if (Array.isArray(value)) {
    return value.every(isJson);
  }
  return isJsonObject(value) && Object.values(value).every(isJson);
}

/** One step of a JSON pointer (RFC 6901) below another. */
export function below(pointer: string, ...keys: readonly (string | number)[]): string {
  return keys.reduce<string>(
    (path, key) => `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    pointer,
  );
}

/** The value at a JSON pointer (RFC 6901), or undefined when there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as JsonObject)[key];
  }
  return value;
}

/** A value in a message, cut to one short line. */
export function shown(value: unknown): string {
  if (typeof value === "function") {
    return "a function";
  }
  if (typeof value === "bigint") {
    return `${value}n`;
  }
  if (typeof value === "number") {
    return String(value);
  }
  if (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !isJsonObject(value)
  ) {
    return `an instance of ${value.constructor?.name || "a class"}`;
  }
  const text = jsonText(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return "a value that JSON cannot hold";
  }
}
