import { isDeeperThan, MAX_DEPTH } from "./event-json.ts";
import type { IncomingEvent } from "./invocation.ts";

/** A published event as the runtime keeps it. */
export interface ReceivedEvent {
  readonly id: string;
  /** The payload, no part of which is held by anybody else; undefined where there is a fault. */
  readonly payload: unknown;
  /** Why no schema need look at the event; in public words. */
  readonly fault: string | undefined;
  /** Bytes of the payload's JSON in UTF-8. */
  readonly bytes: number;
}

const BRACKET_BYTES = 2;
/** Bytes of an invocation at most (Lambda Developer Guide, quotas, synchronous invocation). */
const MAX_INVOCATION_BYTES = 6 * 1024 * 1024;

/** Bytes of one value's JSON without what it holds, which is pushed onto `held`. */
function ownBytes(value: unknown, held: unknown[]): number {
  if (typeof value !== "object" || value === null) {
    return Buffer.byteLength(JSON.stringify(value) ?? "");
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      held.push(item);
    }
    return BRACKET_BYTES + Math.max(0, value.length - 1);
  }
  const entries = Object.entries(value);
  let bytes = BRACKET_BYTES + Math.max(0, entries.length - 1);
  for (const [key, member] of entries) {
    bytes += Buffer.byteLength(JSON.stringify(key)) + 1;
    held.push(member);
  }
  return bytes;
}

/** The size of JSON that no stack is deep enough to write: value by value, without recursion. */
function deepJsonBytes(parsed: unknown): number {
  const waiting: unknown[] = [parsed];
  let bytes = 0;
  while (waiting.length > 0 && bytes < MAX_INVOCATION_BYTES) {
    bytes += ownBytes(waiting.pop(), waiting);
  }
  return bytes;
}

/** Takes an event out of an invocation: what a function does to it later reaches no other. */
export function receiveEvent({ id, payload }: IncomingEvent): ReceivedEvent {
  if (isDeeperThan(payload, MAX_DEPTH)) {
    const fault = `must have at most ${MAX_DEPTH} levels of lists and objects`;
    return { id, payload: undefined, fault, bytes: deepJsonBytes(payload) };
  }
  try {
    // It came as JSON: no need to look for what eventJson looks for in a function's result.
    const text = JSON.stringify(payload);
    return { id, payload: JSON.parse(text), fault: undefined, bytes: Buffer.byteLength(text) };
  } catch {
    // Never on AWS, whose runtime parses the invocation from JSON.
    return { id, payload: undefined, fault: "must be JSON", bytes: 0 };
  }
}
