import type { Identity } from "./authorization/identity.ts";
import type { Channel } from "./channel.ts";
import type { RequestHeaders } from "./request-headers.ts";

/** One event on its way to a handler; `payload` is the parsed JSON value. */
export interface IncomingEvent {
  readonly id: string;
  readonly payload: unknown;
}

/** The call of a handler: who does what on which channel. */
export interface HandlerCall {
  readonly operation: "PUBLISH" | "SUBSCRIBE";
  readonly channel: Channel;
  readonly identity: Identity;
  readonly headers: RequestHeaders;
  /** Null for SUBSCRIBE. */
  readonly events: readonly IncomingEvent[] | null;
}

/**
 * The event that a DIRECT Lambda handler receives (AppSync Events context reference). `domainName`
 * is null: the embedded stage has no custom domains.
 */
export function handlerEvent(call: HandlerCall): unknown {
  return {
    identity: call.identity,
    result: null,
    request: { headers: call.headers, domainName: null },
    info: {
      channel: { path: call.channel.path, segments: call.channel.segments },
      channelNamespace: { name: call.channel.namespace },
      operation: call.operation,
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    events: call.events,
  };
}
