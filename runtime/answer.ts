import { MAXIMUM_EVENT_BYTES } from "../pricing/event-size.ts";
import type { CompiledSchema } from "./compiled-schemas.ts";
import { type ErrorCode, errorText } from "./error-codes.ts";
import type { EventJson } from "./event-json.ts";
import { findFaults } from "./faults.ts";

/** The answer to one event, as AppSync reads it. */
export type Answer =
  | { readonly id: string; readonly payload: unknown }
  | { readonly id: string; readonly error: string };

/** A refused request; the code is counted, code and reason go to the caller. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason?: string;
}

/** Runs a compiled check. A value that makes it throw does not match. */
export function matches(schema: CompiledSchema, value: unknown): boolean {
  try {
    return schema.check(value);
  } catch {
    return false;
  }
}

/** The first faults of a value that does not match, in public words. */
export function faultsOf(schema: CompiledSchema, value: unknown): string {
  return findFaults(schema.faults, value)
    .map(({ pointer, reason }) => `${pointer || '""'} ${reason}`)
    .join("; ");
}

/** The answer that refuses an event. */
export function refusal(id: string, code: ErrorCode, reason?: string): Answer {
  return { id, error: errorText(code, reason) };
}

/** Whether the answer with a payload is more than AppSync delivers. */
export function isOversize(id: string, { bytes }: EventJson): boolean {
  const envelopeBytes = Buffer.byteLength(JSON.stringify({ id, payload: 0 })) - 1;
  return envelopeBytes + bytes > MAXIMUM_EVENT_BYTES;
}
