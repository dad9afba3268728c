import type { ChannelNamespace } from "../model.ts";
import type { ApiRuntime } from "./api-runtime.ts";
import type { Identity } from "./authorization/identity.ts";
import type { ChannelPattern } from "./channel.ts";
import { handlerFailed, invokeHandler } from "./handler-invocation.ts";
import { RequestError } from "./request-error.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** An authorized subscribe. */
export interface SubscribeRequest {
  readonly channel: ChannelPattern;
  readonly namespace: ChannelNamespace;
  readonly identity: Identity;
  readonly headers: RequestHeaders;
}

/**
 * Asks the namespace's onSubscribe handler, if it has one; a wildcard reaches it literally. With
 * EVENT it cannot refuse. `null`, or an object without `error`, accepts; the text of `error` is
 * what the subscriber reads; any other answer refuses. Throws RequestError.
 */
export async function acceptSubscription(
  runtime: ApiRuntime,
  request: SubscribeRequest,
): Promise<void> {
  const handler = request.namespace.onSubscribe;
  if (handler === undefined) {
    return;
  }
  runtime.metrics.record("SubscribeHandlerInvocations", 1, request.namespace.name);
  const call = { ...request, operation: "SUBSCRIBE", events: null } as const;
  let response: unknown;
  try {
    response = await invokeHandler(runtime.invoker, handler, call);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    runtime.log(`onSubscribe of ${request.channel.path} failed: ${text}`);
    if (handler.invokeType === "EVENT") {
      return;
    }
    throw handlerFailed("SUBSCRIBE", cause);
  }
  if (handler.invokeType === "REQUEST_RESPONSE") {
    refuseUnlessAccepted(runtime, request, response);
  }
}

function refuseUnlessAccepted(
  runtime: ApiRuntime,
  request: SubscribeRequest,
  response: unknown,
): void {
  if (response === null || response === undefined) {
    return;
  }
  if (typeof response !== "object" || Array.isArray(response)) {
    runtime.log(`onSubscribe of ${request.channel.path} answered with neither null nor an object`);
    throw handlerFailed("SUBSCRIBE", undefined);
  }
  const error = "error" in response ? response.error : undefined;
  if (error === undefined || error === null) {
    return;
  }
  if (typeof error !== "string") {
    throw handlerFailed("SUBSCRIBE", undefined);
  }
  throw new RequestError(403, { errorType: "SubscriptionProcessingError", message: error });
}
