import { type Answer, faultsOf, isOversize, matches, refusal } from "./answer.ts";
import type { ChannelRoute } from "./channel-route.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { EventJson } from "./event-json.ts";
import type { InvocationObserver } from "./invocation-observer.ts";
import type { Settlement } from "./settlement.ts";
import { failureCode } from "./settlement-failure.ts";

/** What becomes of one event: its answer, or nothing when its function dropped it on purpose. */
export type Answered = Answer | undefined;

/** Refuses one event and counts its code. */
export function refuse(
  id: string,
  code: ErrorCode,
  observer: InvocationObserver,
  reason?: string,
): Answer {
  observer.refused(code);
  return refusal(id, code, reason);
}

/** Answers with a payload that has been checked, unless AppSync would not deliver it. */
export function answerChecked(id: string, json: EventJson, observer: InvocationObserver): Answer {
  if (isOversize(id, json)) {
    return refuse(id, "OVERSIZE_EVENT", observer);
  }
  return { id, payload: json.value };
}

/** Answers with a payload if it is what the channel's subscribers were promised. */
export function answerPayload(
  id: string,
  json: EventJson,
  { path, compiled }: ChannelRoute,
  observer: InvocationObserver,
): Answer {
  if (matches(compiled.broadcast, json.value)) {
    return answerChecked(id, json, observer);
  }
  observer.resultInvalid(path, faultsOf(compiled.broadcast, json.value));
  return refuse(id, "INVALID_RESULT", observer);
}

/** Answers with what a function made of an event. */
export function answerSettlement(
  id: string,
  settlement: Settlement,
  route: ChannelRoute,
  observer: InvocationObserver,
): Answered {
  if (settlement.kind === "payload") {
    return answerPayload(id, settlement.json, route, observer);
  }
  if (settlement.kind === "rejection") {
    const { code, reason } = settlement.rejection;
    return refuse(id, code, observer, reason);
  }
  if (settlement.kind !== "drop") {
    return refuse(id, failureCode(settlement), observer);
  }
  observer.dropped();
  return undefined;
}
