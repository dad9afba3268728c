import type { CompiledSchema } from "./compiled-schemas.ts";
import { type ErrorCode, errorText } from "./error-codes.ts";
import { findFaults } from "./faults.ts";
import { exactJsonSize, maxBytesPerUnit } from "./json-units.ts";
import type { Observer } from "./observer.ts";
import { Drop, Rejection } from "./outcome.ts";

/** The answer to one event, as AppSync reads it. */
export type Answer =
  | { readonly id: string; readonly payload: unknown }
  | { readonly id: string; readonly error: string };

/** What becomes of one event: its answer, or nothing when its function dropped it on purpose. */
export type Answered = Answer | undefined;

/** A refused request; the code is counted, code and reason go to the caller. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason?: string;
}

/**
 * Largest event that AppSync delivers, 240 KB with its id; a larger one vanishes without an error
 * (AppSync Events Developer Guide, concepts and quotas).
 */
export const maxEventBytes = 240 * 1024;
/** `{"id":"","payload":}` and an id of 36 characters, with room to spare. */
const envelopeBytes = 128;
const maxPayloadBytes = maxEventBytes - envelopeBytes;

/** Longest reason of a handler's own that is passed on. */
const maxReasonLength = 500;

/** Runs a compiled check. A value nested so deeply that the check's stack ends does not match. */
export const matches = (schema: CompiledSchema, value: unknown): boolean => {
  try {
    return schema.check(value);
  } catch {
    return false;
  }
};

/** Refuses one event and counts its code. */
export const refuse = (
  id: string,
  code: ErrorCode,
  observer: Observer,
  reason?: string,
): Answer => {
  observer.rejected(code);
  return { id, error: errorText(code, reason) };
};

/** Refuses an event that does not match its channel's schema, with its first faults. */
export const refuseInvalid = (
  id: string,
  schema: CompiledSchema,
  payload: unknown,
  observer: Observer,
): Answer => {
  let reasons = "";
  for (const { pointer, reason } of findFaults(schema.faults, payload)) {
    reasons += `${reasons === "" ? "" : "; "}${pointer || '""'} ${reason}`;
  }
  return refuse(id, "INVALID_EVENT", observer, reasons);
};

const asJson = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
};

/** Answers with a payload that matches its schema and has as many units as given, NaN for unknown. */
export const answerPayload = (
  id: string,
  payload: unknown,
  units: number,
  observer: Observer,
): Answer => {
  if (units * maxBytesPerUnit <= maxPayloadBytes) return { id, payload };
  try {
    if (exactJsonSize(payload) <= maxPayloadBytes) return { id, payload };
    return refuse(id, "OVERSIZE_EVENT", observer);
  } catch {
    return refuse(id, "INVALID_RESULT", observer);
  }
};

/** Answers with the JSON that a value stands for: a date's text, an instance's own properties. */
const answerAsJson = (
  id: string,
  schema: CompiledSchema,
  value: unknown,
  observer: Observer,
): Answer => {
  const json = asJson(value);
  return json !== undefined && matches(schema, json)
    ? answerPayload(id, json, Number.NaN, observer)
    : refuse(id, "INVALID_RESULT", observer);
};

/** Answers with what a publish function returned for an event: it must match the broadcast's schema. */
export const answerOutcome = (
  id: string,
  schema: CompiledSchema,
  outcome: unknown,
  observer: Observer,
): Answered => {
  if (outcome instanceof Drop) return undefined;
  if (outcome instanceof Rejection) {
    const { code, reason } = outcome;
    return refuse(id, code, observer, reason && String(reason).slice(0, maxReasonLength));
  }
  try {
    const units = matches(schema, outcome) ? schema.units(outcome) : Number.NaN;
    return Number.isNaN(units)
      ? answerAsJson(id, schema, outcome, observer)
      : answerPayload(id, outcome, units, observer);
  } catch {
    return refuse(id, "INVALID_RESULT", observer);
  }
};
