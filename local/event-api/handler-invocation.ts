import {
  type FunctionInvoker,
  type HandlerConfig,
  InvocationError,
  type InvocationFailure,
} from "../model.ts";
import { type HandlerCall, handlerEvent } from "./handler-event.ts";
import { MAXIMUM_HANDLER_RESPONSE_BYTES, REQUEST_EXECUTION_MS } from "./limits.ts";
import { HandlerResponseError } from "./publish-response.ts";
import { RequestError } from "./request-error.ts";
import { withinTime } from "./within-time.ts";

/** Error types in AppSync's words for Lambda (AppSync guide, Lambda resolvers: "Lambda:Unhandled"). */
const ERROR_TYPES: Readonly<Record<InvocationFailure, string>> = {
  AccessDenied: "Lambda:AccessDeniedException",
  Throttled: "Lambda:TooManyRequestsException",
  NotFound: "Lambda:ResourceNotFoundException",
  Timeout: "ExecutionTimeout",
  OutOfMemory: "Lambda:Unhandled",
  Unhandled: "Lambda:Unhandled",
};

/** The only text that a client gets about a handler that failed. */
export const HANDLER_FAILED = "The channel namespace handler failed.";

/**
 * What a client gets when a handler fails: one stable text. The status is 403, as Powertools
 * documents for a handler that throws; which text AWS sends is not public. A failed subscribe is
 * a `SubscriptionProcessingError` (Developer Guide, WebSocket protocol).
 */
export function handlerFailed(operation: HandlerCall["operation"], cause: unknown): RequestError {
  const failure = cause instanceof InvocationError ? cause.failure : "Unhandled";
  const entry = { errorType: ERROR_TYPES[failure], message: HANDLER_FAILED };
  return operation === "PUBLISH"
    ? new RequestError(403, entry)
    : new RequestError(403, { errorType: "SubscriptionProcessingError", message: HANDLER_FAILED });
}

/**
 * Calls a DIRECT handler and gives its response; EVENT gives undefined as soon as the call is
 * queued. Throws InvocationError or HandlerResponseError, whose texts are for the log alone.
 */
export async function invokeHandler(
  invoker: FunctionInvoker,
  handler: HandlerConfig,
  call: HandlerCall,
): Promise<unknown> {
  if (handler.notPermitted !== undefined) {
    throw new InvocationError("AccessDenied", handler.notPermitted);
  }
  const event = handlerEvent(call);
  const invocation = invoker.invoke(handler.functionArn, event, handler.invokeType);
  const { value, bytes } = await withinTime(invocation, REQUEST_EXECUTION_MS);
  if (bytes > MAXIMUM_HANDLER_RESPONSE_BYTES) {
    throw new HandlerResponseError("the response is over 5 MB");
  }
  return value;
}
