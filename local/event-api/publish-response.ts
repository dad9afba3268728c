import type { IncomingEvent } from "./handler-event.ts";

/** What becomes of one event. `payload` is the JSON value to broadcast. */
export type EventOutcome =
  | { readonly kind: "broadcast"; readonly id: string; readonly payload: unknown }
  | { readonly kind: "failed"; readonly id: string; readonly message: string };

/** A handler's answer to a publish; events without an outcome are dropped without a word. */
export interface PublishResponse {
  /** In the order of the handler's answer, which is the order of the broadcast. */
  readonly outcomes: readonly EventOutcome[];
  /** Top-level `error`: for the log, never for the publisher. */
  readonly error?: string;
}

/** A response that breaks the handler contract; `message` is for the log. */
export class HandlerResponseError extends Error {}

/** Public text of an event that came back without a payload and without an error. */
const NOTHING_RETURNED = "The handler returned neither a payload nor an error for this event.";

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function outcomeOf(item: Readonly<Record<string, unknown>>, id: string): EventOutcome {
  if (typeof item.error === "string") {
    return { kind: "failed", id, message: item.error };
  }
  if (item.error !== undefined && item.error !== null) {
    throw new HandlerResponseError(`error of event ${id} is not a text`);
  }
  return item.payload === undefined
    ? { kind: "failed", id, message: NOTHING_RETURNED }
    : { kind: "broadcast", id, payload: item.payload };
}

function outcomesOf(items: unknown, sent: readonly IncomingEvent[]): EventOutcome[] {
  if (items === undefined || items === null) {
    return [];
  }
  if (!Array.isArray(items)) {
    throw new HandlerResponseError("events is not a list");
  }
  const open = new Set(sent.map(({ id }) => id));
  const outcomes: EventOutcome[] = [];
  for (const item of items) {
    if (item === null) {
      continue;
    }
    if (!isRecord(item) || typeof item.id !== "string") {
      throw new HandlerResponseError("an item of events has no id");
    }
    if (!open.delete(item.id)) {
      throw new HandlerResponseError(`id ${item.id} is unknown or was returned twice`);
    }
    outcomes.push(outcomeOf(item, item.id));
  }
  return outcomes;
}

/**
 * Reads the response of an onPublish handler in REQUEST_RESPONSE (Developer Guide, direct Lambda
 * integrations). Where AWS is silent it is read strictly: null and `{}` broadcast nothing, an item
 * with neither payload nor error failed, and an unknown or repeated id refuses the whole request.
 * Throws HandlerResponseError.
 */
export function parsePublishResponse(
  response: unknown,
  sent: readonly IncomingEvent[],
): PublishResponse {
  if (response === undefined || response === null) {
    return { outcomes: [] };
  }
  if (!isRecord(response)) {
    throw new HandlerResponseError("the response is not an object");
  }
  const { error } = response;
  if (error === undefined || error === null) {
    return { outcomes: outcomesOf(response.events, sent) };
  }
  const text = typeof error === "string" ? error : JSON.stringify(error);
  if (response.events === undefined || response.events === null) {
    throw new HandlerResponseError(`the handler refused the request: ${text}`);
  }
  return { outcomes: outcomesOf(response.events, sent), error: text };
}
