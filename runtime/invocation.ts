import type {
  AppSyncEventsEvent,
  AppSyncEventsPublishEvent,
} from "@aws-lambda-powertools/event-handler/types";
import { CHANNEL_PATH, WILDCARD_PATH } from "../aws-facts/channel-grammar.ts";
import type { Identity } from "./identity.ts";

/** One event of a publish as AppSync passes it; `payload` is the parsed JSON value. */
export type IncomingEvent = Readonly<AppSyncEventsPublishEvent["events"][number]>;

/**
 * The invocation event of a DIRECT handler, as far as this runtime reads it (Developer Guide,
 * Event API context reference): Powertools' type, with headers that were sent more than once and
 * custom domains. `events` is null for SUBSCRIBE.
 */
export interface Invocation extends Pick<AppSyncEventsEvent, "info"> {
  readonly identity: Identity;
  readonly request: {
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly domainName: string | null;
  };
  readonly events: readonly IncomingEvent[] | null;
}

/** The part of Lambda's context that this runtime reads. */
export interface InvocationContext {
  readonly awsRequestId?: string;
  readonly functionName?: string;
  readonly getRemainingTimeInMillis?: () => number;
}

type Unchecked = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Unchecked {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEvent(item: unknown): item is IncomingEvent {
  return isRecord(item) && typeof item.id === "string" && item.id !== "" && "payload" in item;
}

function idsDiffer(events: readonly IncomingEvent[]): boolean {
  for (let later = 1; later < events.length; later += 1) {
    const id = events[later]?.id;
    for (let earlier = 0; earlier < later; earlier += 1) {
      if (events[earlier]?.id === id) {
        return false;
      }
    }
  }
  return true;
}

/** AppSync passes five events at most (General Reference, AppSync quotas); allow for a raise. */
const MAX_EVENTS = 100;

function isBatch(events: unknown): events is readonly IncomingEvent[] {
  return (
    Array.isArray(events) &&
    events.length > 0 &&
    events.length <= MAX_EVENTS &&
    events.every(isEvent) &&
    idsDiffer(events)
  );
}

/** Segments of a channel path; undefined when it is none. A path that ends in `*` is a subscription's. */
export function segmentsOf(path: unknown): readonly string[] | undefined {
  return typeof path === "string" && (CHANNEL_PATH.test(path) || WILDCARD_PATH.test(path))
    ? path.slice(1).split("/")
    : undefined;
}

function sameSegments(segments: readonly string[], given: unknown): boolean {
  return (
    Array.isArray(given) &&
    given.length === segments.length &&
    segments.every((segment, index) => given[index] === segment)
  );
}

function isInfo(info: unknown, namespace: string): boolean {
  if (!isRecord(info) || !isRecord(info.channel) || !isRecord(info.channelNamespace)) {
    return false;
  }
  const segments = segmentsOf(info.channel.path);
  return (
    segments !== undefined &&
    segments[0] === namespace &&
    sameSegments(segments, info.channel.segments) &&
    info.channelNamespace.name === namespace
  );
}

function isEnvelope(event: unknown): event is Unchecked & { info: Unchecked } {
  return (
    isRecord(event) &&
    (event.identity === null || isRecord(event.identity)) &&
    "result" in event &&
    isRecord(event.request) &&
    isRecord(event.request.headers) &&
    "domainName" in event.request &&
    "error" in event &&
    "prev" in event &&
    isRecord(event.stash) &&
    Array.isArray(event.outErrors) &&
    "events" in event
  );
}

/**
 * Whether an invocation event is a well-formed request to a namespace. Stricter than Powertools'
 * guard, which takes a publish with one broken item for a subscribe.
 */
export function isInvocation(event: unknown, namespace: string): event is Invocation {
  if (!isEnvelope(event) || !isInfo(event.info, namespace)) {
    return false;
  }
  if (event.info.operation === "SUBSCRIBE") {
    return event.events === null;
  }
  return event.info.operation === "PUBLISH" && isBatch(event.events);
}

/** The ids of a malformed invocation's events in their order; undefined when it has no events. */
export function idsOf(event: unknown): readonly (string | number | null)[] | undefined {
  if (!isRecord(event) || !Array.isArray(event.events) || event.events.length === 0) {
    return undefined;
  }
  return event.events.map((item: unknown) => {
    const id = isRecord(item) ? item.id : null;
    return typeof id === "string" || typeof id === "number" ? id : null;
  });
}
