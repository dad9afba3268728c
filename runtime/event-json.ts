import { Drop, Rejection } from "./outcome.ts";

/** What JSON makes of a value. */
export interface EventJson {
  /** Parsed from the JSON text: nobody else holds a reference to any part of it. */
  readonly value: unknown;
  /** Bytes of the JSON text in UTF-8. */
  readonly bytes: number;
}

/** Thrown for a value that cannot be an event; the message says why, without the value. */
export class EventJsonError extends Error {
  override readonly name = "EventJsonError";
}

/**
 * Levels of lists and objects that an event may have. Decoders of subscribers stop at a depth of their
 * own, System.Text.Json's default of 64 being the lowest in wide use, and writing JSON that is nested
 * some thousand levels deep ends the stack of whoever writes it.
 */
export const MAX_DEPTH = 64;

/** Whether a value has more levels of lists and objects than given. Looks no deeper than that. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  if (levels === 0) {
    return true;
  }
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.some((member) => isDeeperThan(member, levels - 1));
}

/** Whether awaiting a value would wait for it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as PromiseLike<unknown>).then === "function"
  );
}

/** Why the JSON of an object cannot be what was meant; undefined when it can. */
function unfinished(value: object): string | undefined {
  if (isThenable(value)) {
    return "holds a promise: await it";
  }
  if (value instanceof Drop || value instanceof Rejection) {
    return "holds drop() or a rejection: return it instead of the payload";
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  let fault: string | undefined;
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null) {
      return member;
    }
    const found = unfinished(member);
    if (found === undefined) {
      return member;
    }
    fault ??= found;
    // The event is refused; should the promise be rejected, that must not end the process as well.
    if (member instanceof Promise) {
      member.catch(() => undefined);
    }
    return null;
  });
  if (fault !== undefined) {
    throw new EventJsonError(fault);
  }
  return text;
}

function writtenText(value: unknown): string | undefined {
  try {
    return textOf(value);
  } catch (error) {
    if (error instanceof EventJsonError) {
      throw error;
    }
    throw new EventJsonError("cannot be written as JSON", { cause: error });
  }
}

/**
 * Takes a value for what JSON makes of it: a date becomes its text, `undefined` in a list null, a
 * member that is undefined none. The result is fresh, so that nothing of the given value can reach it
 * any more.
 *
 * @throws EventJsonError when a value has no JSON, holds a promise, `drop()` or a rejection, or is
 * nested too deeply.
 */
export function eventJson(value: unknown): EventJson {
  const text = writtenText(value);
  if (text === undefined) {
    throw new EventJsonError("is not a JSON value");
  }
  const parsed: unknown = JSON.parse(text);
  if (isDeeperThan(parsed, MAX_DEPTH)) {
    throw new EventJsonError(`has more than ${MAX_DEPTH} levels of lists and objects`);
  }
  return { value: parsed, bytes: Buffer.byteLength(text) };
}

/** A copy of a value that came as JSON, for somebody who may change it. */
export function copyOf<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
