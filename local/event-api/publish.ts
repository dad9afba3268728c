import { randomUUID } from "node:crypto";
import { meteredUnits } from "../../pricing/metered-units.ts";
import type { ChannelNamespace, HandlerConfig } from "../model.ts";
import type { ApiState } from "./api-state.ts";
import type { Identity } from "./authorization/identity.ts";
import { broadcast } from "./broadcast.ts";
import type { Channel } from "./channel.ts";
import { handlerFailed, invokeHandler } from "./handler-invocation.ts";
import { MAXIMUM_EVENT_BYTES } from "./limits.ts";
import type { PublishedEvent } from "./publish-input.ts";
import { HandlerResponseError, parsePublishResponse } from "./publish-response.ts";
import type { RequestHeaders } from "./request-headers.ts";

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
export async function publish(state: ApiState, request: PublishRequest): Promise<PublishResult> {
  const namespace = request.namespace.name;
  const events = request.events.map(({ text, payload }, index) => ({
    identifier: randomUUID(),
    index,
    text,
    payload,
  }));
  for (const { text } of events)
    state.metrics.record("InboundMessages", meteredUnits(Buffer.byteLength(text)), namespace);
  const handler = request.namespace.onPublish;
  const result =
    handler === undefined
      ? passThrough(state, request, events)
      : await throughHandler(state, request, events, handler);
  const dropped = events.length - result.successful.length - result.failed.length;
  if (result.successful.length > 0)
    state.metrics.record("SuccessfulEvents", result.successful.length, namespace);
  if (result.failed.length > 0)
    state.metrics.record("FailedEvents", result.failed.length, namespace);
  if (dropped > 0) state.metrics.record("DroppedEvents", dropped, namespace);
  return result;
}

function passThrough(
  state: ApiState,
  request: PublishRequest,
  events: readonly NumberedEvent[],
): PublishResult {
  broadcast(
    state,
    request.channel,
    events.map(({ text }) => text),
  );
  return {
    failed: [],
    successful: events.map(({ identifier, index }) => ({ identifier, index })),
  };
}

async function throughHandler(
  state: ApiState,
  request: PublishRequest,
  events: readonly NumberedEvent[],
  handler: HandlerConfig,
): Promise<PublishResult> {
  state.metrics.record("PublishedHandlerInvocations", 1, request.namespace.name);
  const sent = events.map(({ identifier, payload }) => ({ id: identifier, payload }));
  const call = { ...request, operation: "PUBLISH", events: sent } as const;
  try {
    const response = await invokeHandler(state.invoker, handler, call);
    if (handler.invokeType === "EVENT") return passThrough(state, request, events);
    const { outcomes, error } = parsePublishResponse(response, sent);
    if (error !== undefined)
      state.log(`onPublish of ${request.channel.path} answered with the error: ${error}`);
    return settle(state, request.channel, events, outcomes);
  } catch (cause) {
    state.log(`onPublish of ${request.channel.path} failed: ${messageOf(cause)}`);
    if (handler.invokeType === "EVENT") return passThrough(state, request, events);
    state.metrics.record("FailedEvents", events.length, request.namespace.name);
    throw handlerFailed("PUBLISH", cause);
  }
}

function settle(
  state: ApiState,
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
    if (Buffer.byteLength(text) <= MAXIMUM_EVENT_BYTES) texts.push(text);
    else reportOversize(state, channel);
  }
  result.failed.sort((a, b) => a.index - b.index);
  result.successful.sort((a, b) => a.index - b.index);
  broadcast(state, channel, texts);
  return result;
}

/** Over the limit after the handler an event vanishes without an error, as on AWS. */
function reportOversize(state: ApiState, channel: Channel): void {
  state.metrics.record("BroadcastEventClientError", 1, channel.namespace);
  state.log(
    `An event of ${channel.path} is over 240 KB after its handler, so it is not broadcast and the ` +
      "publisher is not told, as on AWS. Let the handler return less.",
  );
}

function messageOf(cause: unknown): string {
  if (cause instanceof HandlerResponseError)
    return `its response breaks the contract: ${cause.message}`;
  return cause instanceof Error ? cause.message : String(cause);
}
