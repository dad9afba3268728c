/** What goes over the wire of an Event API, over HTTP and WebSocket alike. Imports nothing. */

/** The subprotocol of Event APIs (Developer Guide, WebSocket protocol). */
export const SUBPROTOCOL = "aws-appsync-event-ws";

/** One entry of `errors` in an HTTP error body or an error message. */
export interface ErrorEntry {
  readonly errorType: string;
  /** Sent with `connection_error` only, as far as public clients have seen. */
  readonly errorCode?: number;
  readonly message?: string;
}

/** An event that was accepted; `index` is its place in the request. */
export interface SuccessfulEvent {
  readonly identifier: string;
  readonly index: number;
}

/** An event that its handler refused. */
export interface FailedEvent extends SuccessfulEvent {
  readonly code: number;
  readonly message: string;
}

/** The answer to a publish. Events that a handler dropped are in neither list. */
export interface PublishResult {
  readonly failed: FailedEvent[];
  readonly successful: SuccessfulEvent[];
}

/** Messages of a client: `type` decides, everything else is read by the operation. */
export type ClientFrame = Readonly<Record<string, unknown>> & { readonly type: string };

/** Types of the messages that say why an operation failed. */
export type OperationErrorType = "subscribe_error" | "unsubscribe_error" | "publish_error";

/** Messages of the server (Developer Guide, WebSocket protocol), except `data`. */
export type ServerFrame =
  | { readonly type: "connection_ack"; readonly connectionTimeoutMs: number }
  | { readonly type: "connection_error" | "error"; readonly errors: readonly ErrorEntry[] }
  | { readonly type: "ka" }
  | { readonly type: "subscribe_success" | "unsubscribe_success"; readonly id: string }
  | {
      readonly type: OperationErrorType | "broadcast_error";
      readonly id: string;
      readonly errors: readonly ErrorEntry[];
    }
  | ({ readonly type: "publish_success"; readonly id: string } & PublishResult);

/** An operation id (Developer Guide, WebSocket protocol). */
const OPERATION_ID = /^[a-zA-Z0-9\-_+]{1,128}$/;

/** True when the value is an operation id. */
export function isOperationId(value: unknown): value is string {
  return typeof value === "string" && OPERATION_ID.test(value);
}

/** Reads a client's message; undefined when it is not a JSON object with a `type`. */
export function parseClientFrame(text: string): ClientFrame | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    return undefined;
  }
  return "type" in frame && typeof frame.type === "string"
    ? (frame as Readonly<Record<string, unknown>> & { readonly type: string })
    : undefined;
}

/** The error message of an operation; without an id when the client's cannot be used. */
export function operationErrorFrame(
  type: OperationErrorType,
  id: unknown,
  error: ErrorEntry,
): ServerFrame {
  const errors = [error];
  return typeof id === "string" && id.length <= 128
    ? { type, id, errors }
    : { type: "error", errors };
}

/**
 * One event as subscribers get it: a `data` message whose `event` is a string of JSON. The event
 * is serialized once, however many subscriptions receive it.
 */
export class DataFrame {
  readonly #end: string;

  /** `event` is the JSON text of the event. */
  constructor(event: string) {
    this.#end = `","event":${JSON.stringify(event)}}`;
  }

  /** The message for one subscription; `id` is an operation id, so nothing in it needs an escape. */
  for(id: string): string {
    return `{"type":"data","id":"${id}${this.#end}`;
  }
}
