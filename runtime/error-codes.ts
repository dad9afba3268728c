import type { RefusalCode } from "../pricing/handler-metrics.ts";

/**
 * Every code that a publisher or a subscriber can meet, with its public reason. An answer's `error`
 * reads `CODE - reason`, the form that Powertools' event handler gives errors. Codes are stable:
 * clients may branch on them. Nothing else of a failure leaves the function. Who is at fault under
 * each code: `REFUSAL_CODES`.
 */
export const ERROR_CODES: Readonly<Record<RefusalCode, string>> = {
  UNROUTED_CHANNEL: "no channel of this namespace accepts the event",
  INVALID_EVENT: "the event does not match the channel's schema",
  OVERSIZE_EVENT: "the event would exceed 240 KB",
  REJECTED: "the event was rejected",
  UNAUTHORIZED: "not authorized",
  WILDCARD_NOT_ALLOWED: "subscribing to this wildcard is not allowed",
  HANDLER_FAILED: "the handler failed",
  HANDLER_TIMEOUT: "the handler ran out of time",
  INVALID_RESULT: "the handler's result does not match the channel's schema",
  MALFORMED_INVOCATION: "the invocation is not an AppSync Events request",
  MISCONFIGURED: "the function's environment is not valid",
};

/** A stable public code of `errorCodes`. */
export type ErrorCode = RefusalCode;

/** The text of an answer's `error`: the code, then the given reason or the code's own. */
export function errorText(code: ErrorCode, reason: string = ERROR_CODES[code]): string {
  return `${code} - ${reason}`;
}
