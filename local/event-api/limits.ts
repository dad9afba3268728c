/** Quotas of Event APIs that are not adjustable per request (AWS General Reference, AppSync). */

export {
  MAXIMUM_EVENT_BYTES,
  MAXIMUM_EVENTS_PER_PUBLISH,
  MAXIMUM_PUBLISH_BYTES,
} from "../../pricing/event-size.ts";

/**
 * Bytes of one WebSocket frame from a client. Twice the publish quota and its JSON escapes, because
 * the Amplify client sends channel and events a second time in a field that the service ignores.
 */
export const MAXIMUM_FRAME_BYTES = 8 * 1024 * 1024;

/** Subscriptions of one connection (the default of an adjustable quota). */
export const MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION = 200;

/** Publish requests of one connection in any second. */
export const MAXIMUM_PUBLISHES_PER_SECOND = 25;

/** Milliseconds that a request may take, its handler included. */
export const REQUEST_EXECUTION_MS = 30_000;

/** Bytes of a handler's response. */
export const MAXIMUM_HANDLER_RESPONSE_BYTES = 5 * 1024 * 1024;

/** Milliseconds that a Lambda authorizer may take (Developer Guide, authorization). */
export const AUTHORIZER_MS = 10_000;

/** Bytes of an authorizer's `handlerContext` (Developer Guide, authorization). */
export const MAXIMUM_AUTHORIZER_CONTEXT_BYTES = 5 * 1024 * 1024;
