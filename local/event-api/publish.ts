import { randomUUID } from "node:crypto";
import { meteredUnits } from "../../pricing/metered-units.ts";
import type { ChannelNamespace, HandlerConfig } from "../model.ts";
import type { ApiRuntime } from "./api-runtime.ts";
import type { Identity } from "./authorization/identity.ts";
import { broadcast } from "./broadcast.ts";
import type { Channel } from "./channel.ts";
import { handlerFailed, invokeHandler } from "./handler-invocation.ts";
import { MAXIMUM_EVENT_BYTES } from "./limits.ts";
import type { PublishResult, SuccessfulEvent } from "./protocol.ts";
import type { PublishedEvent } from "./publish-input.ts";
import { HandlerResponseError, parsePublishResponse } from "./publish-response.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** An authorized publish. */
export interface PublishRequest {
  readonly channel: Channel;
  readonly namespace: ChannelNamespace;
  readonly events: readonly PublishedEvent[];
  readonly identity: Identity;
  readonly headers: RequestHeaders;
}

/** `code` of an event refused by its handler, as in the fixtures of AWS's own Android client. */
const REFUSED_BY_HANDLER = 401;

interface NumberedEvent extends SuccessfulEvent {
  readonly text: string;
  readonly payload: unknown;
}

/**
 * Publishes events: through the namespace's onPublish handler if it has one, then to every matching
 * subscription. With EVENT, or without a handler, events go out exactly as they came in. The id
 * that a handler sees is the identifier that the publisher gets. Throws RequestError.
 */
export async function publish(
  runtime: ApiRuntime,
  request: PublishRequest,
): Promise<PublishResult> {
  const namespace = request.namespace.name;
  const events = request.events.map(({ text, payload }, index) => ({
    identifier: randomUUID(),
    index,
    text,
    payload,
  }));
  for (const { text } of events) {
    runtime.metrics.record("InboundMessages", meteredUnits(Buffer.byteLength(text)), namespace);
  }
  const handler = request.namespace.onPublish;
  const result =
    handler === undefined
      ? passThrough(runtime, request, events)
      : await throughHandler(runtime, request, events, handler);
  const dropped = events.length - result.successful.length - result.failed.length;
  if (result.successful.length > 0) {
    runtime.metrics.record("SuccessfulEvents", result.successful.length, namespace);
  }
  if (result.failed.length > 0) {
    runtime.metrics.record("FailedEvents", result.failed.length, namespace);
  }
  if (dropped > 0) {
    runtime.metrics.record("DroppedEvents", dropped, namespace);
  }
  return result;
}

function passThrough(
  runtime: ApiRuntime,
  request: PublishRequest,
  events: readonly NumberedEvent[],
): PublishResult {
  broadcast(
    runtime,
    request.channel,
    events.map(({ text }) => text),
  );
  return {
    failed: [],
    successful: events.map(({ identifier, index }) => ({ identifier, index })),
  };
}

async function throughHandler(
  runtime: ApiRuntime,
  request: PublishRequest,
  events: readonly NumberedEvent[],
  handler: HandlerConfig,
): Promise<PublishResult> {
  runtime.metrics.record("PublishedHandlerInvocations", 1, request.namespace.name);
  const sent = events.map(({ identifier, payload }) => ({ id: identifier, payload }));
  const call = { ...request, operation: "PUBLISH", events: sent } as const;
  try {
    const response = await invokeHandler(runtime.invoker, handler, call);
    if (handler.invokeType === "EVENT") {
      return passThrough(runtime, request, events);
    }
    const { outcomes, error } = parsePublishResponse(response, sent);
    if (error !== undefined) {
      runtime.log(`onPublish of ${request.channel.path} answered with the error: ${error}`);
    }
    return settle(runtime, request.channel, events, outcomes);
  } catch (cause) {
    runtime.log(`onPublish of ${request.channel.path} failed: ${messageOf(cause)}`);
    if (handler.invokeType === "EVENT") {
      return passThrough(runtime, request, events);
    }
    runtime.metrics.record("FailedEvents", events.length, request.namespace.name);
    throw handlerFailed("PUBLISH", cause);
  }
}

function settle(
  runtime: ApiRuntime,
  channel: Channel,
  events: readonly NumberedEvent[],
  outcomes: ReturnType<typeof parsePublishResponse>["outcomes"],
): PublishResult {
  const indexes = new Map(events.map(({ identifier, index }) => [identifier, index]));
  const result: PublishResult = { failed: [], successful: [] };
  const texts: string[] = [];
  for (const outcome of outcomes) {
    const entry = { identifier: outcome.id, index: indexes.get(outcome.id) ?? 0 };
    if (outcome.kind === "failed") {
      result.failed.push({ ...entry, code: REFUSED_BY_HANDLER, message: outcome.message });
      continue;
    }
    result.successful.push(entry);
    const text = JSON.stringify(outcome.payload);
    if (Buffer.byteLength(text) <= MAXIMUM_EVENT_BYTES) {
      texts.push(text);
    } else {
      reportOversize(runtime, channel);
    }
  }
  result.failed.sort((a, b) => a.index - b.index);
  result.successful.sort((a, b) => a.index - b.index);
  broadcast(runtime, channel, texts);
  return result;
}

/** Over the limit after the handler an event vanishes without an error, as on AWS. */
function reportOversize(runtime: ApiRuntime, channel: Channel): void {
  runtime.metrics.record("BroadcastEventClientError", 1, channel.namespace);
  runtime.log(
    `An event of ${channel.path} is over 240 KB after its handler, so it is not broadcast and the ` +
      "publisher is not told, as on AWS. Let the handler return less.",
  );
}

function messageOf(cause: unknown): string {
  if (cause instanceof HandlerResponseError) {
    return `its response breaks the contract: ${cause.message}`;
  }
  return cause instanceof Error ? cause.message : String(cause);
}
