import type { FailedEvent, SuccessfulEvent } from "./publish.ts";
import type { ErrorEntry, RequestError } from "./request-error.ts";

/** Messages of the server (Developer Guide, WebSocket protocol), except `data`. */
export type ServerFrame =
  | { readonly type: "connection_ack"; readonly connectionTimeoutMs: number }
  | { readonly type: "connection_error" | "error"; readonly errors: readonly ErrorEntry[] }
  | { readonly type: "ka" }
  | { readonly type: "subscribe_success" | "unsubscribe_success"; readonly id: string }
  | {
      readonly type:
        | "subscribe_error"
        | "unsubscribe_error"
        | "publish_error"
        | "broadcast_error"
        | "error";
      readonly id: string;
      readonly errors: readonly ErrorEntry[];
    }
  | {
      readonly type: "publish_success";
      readonly id: string;
      readonly successful: readonly SuccessfulEvent[];
      readonly failed: readonly FailedEvent[];
    };

/** An operation id (Developer Guide, WebSocket protocol). */
const OPERATION_ID = /^[a-zA-Z0-9\-_+]{1,128}$/;

/** True when the value is an operation id. */
export function isOperationId(value: unknown): value is string {
  return typeof value === "string" && OPERATION_ID.test(value);
}

/** Reads a client's message; undefined when it is no JSON object with a `type`. */
export function parseClientFrame(
  text: string,
): (Readonly<Record<string, unknown>> & { readonly type: string }) | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) return undefined;
  return "type" in frame && typeof frame.type === "string"
    ? { ...frame, type: frame.type }
    : undefined;
}

/** The error message of an operation; without an id when the client's is not usable. */
export function errorFrame(
  type: "subscribe_error" | "unsubscribe_error" | "publish_error" | "error",
  id: unknown,
  error: RequestError,
): ServerFrame {
  const errors = [error.realtime];
  return typeof id === "string" && id.length <= 128
    ? { type, id, errors }
    : { type: "error", errors };
}

/**
 * `data` messages are cut in two, so that an event is serialized once however many receive it: the
 * head belongs to the subscription, the tail to the event. The event is a string of JSON.
 */
export function dataFrameHead(subscriptionId: string): string {
  return `{"type":"data","id":${JSON.stringify(subscriptionId)},"event":`;
}

/** The other half of a `data` message; `event` is the JSON text of the event. */
export function dataFrameTail(event: string): string {
  return `${JSON.stringify(event)}}`;
}
