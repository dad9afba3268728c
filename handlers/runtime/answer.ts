import type { CompiledSchema } from "./compiled-schemas.ts";
import { type ErrorCode, errorText } from "./error-codes.ts";
import { findFaults } from "./faults.ts";
import { exactJsonSize, jsonSize } from "./json-size.ts";
import { Drop, Rejection } from "./outcome.ts";

/** The answer to one event, as AppSync reads it. */
export type Answer =
  | { readonly id: string; readonly payload: unknown }
  | { readonly id: string; readonly error: string };

/** A refused event; the code is counted, the text goes to the publisher. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason?: string;
}

/** What becomes of an event before it is written as an answer. */
export type Result = { readonly payload: unknown } | Refusal | "dropped";

/**
 * Largest event that AppSync delivers, 240 KB with its id; a larger one vanishes without an error
 * (AppSync Events Developer Guide, concepts and quotas).
 */
export const maxEventBytes = 240 * 1024;
/** `{"id":"","payload":}` and an id of 36 characters, with room to spare. */
const envelopeBytes = 128;
const maxPayloadBytes = maxEventBytes - envelopeBytes;

/** Runs a compiled check. A value nested so deeply that the check's stack ends does not match. */
export const matches = (schema: CompiledSchema, value: unknown): boolean => {
  try {
    return schema.check(value);
  } catch {
    return false;
  }
};

/** The refusal of an event that does not match its channel's schema, with its first faults. */
export const invalidEvent = (schema: CompiledSchema, payload: unknown): Refusal => {
  const faults = findFaults(schema.faults, payload);
  const reasons = faults.map(({ pointer, reason }) => `${pointer || '""'} ${reason}`);
  return { code: "INVALID_EVENT", reason: reasons.join("; ") };
};

const asJson = (value: unknown): unknown => {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isTooLarge = (payload: unknown, most: number | undefined): boolean =>
  (most === undefined || most > maxPayloadBytes) && exactJsonSize(payload) > maxPayloadBytes;

const checkedPayload = (schema: CompiledSchema, value: unknown): Result => {
  const size = jsonSize(value);
  const payload = size ? value : asJson(value);
  if (payload === undefined || !matches(schema, payload)) return { code: "INVALID_RESULT" };
  if (isTooLarge(payload, size?.most)) return { code: "OVERSIZE_EVENT" };
  return { payload };
};

/** Judges what a publish function returned for one event: it must match the broadcast's schema. */
export const resultOf = (schema: CompiledSchema, outcome: unknown): Result => {
  if (outcome instanceof Drop) return "dropped";
  if (outcome instanceof Rejection) {
    const { code, reason } = outcome;
    return reason === undefined ? { code } : { code, reason: String(reason).slice(0, 500) };
  }
  try {
    return checkedPayload(schema, outcome);
  } catch {
    return { code: "INVALID_RESULT" };
  }
};

/** Writes a result as the answer to an event; undefined for an event that was dropped. */
export const answerOf = (id: string, result: Result): Answer | undefined => {
  if (result === "dropped") return undefined;
  if ("payload" in result) return { id, payload: result.payload };
  return { id, error: errorText(result.code, result.reason) };
};
