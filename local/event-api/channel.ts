import { CHANNEL_PATH, WILDCARD_PATH } from "../../aws-facts/channel-grammar.ts";

/** A channel that events are published to. */
export interface Channel {
  /** With a leading slash and without a trailing one: `/orders/eu`. */
  readonly path: string;
  readonly segments: readonly string[];
  /** The first segment, which names the channel namespace. */
  readonly namespace: string;
}

/** What a subscription listens to: a channel, or every channel below a prefix. */
export interface ChannelPattern extends Channel {
  /** True when the last segment is `*`; it stands for one or more segments. */
  readonly wildcard: boolean;
}

function channelOf(path: string): Channel | undefined {
  const segments = path.slice(1).split("/");
  const [namespace] = segments;
  return namespace === undefined ? undefined : { path, segments, namespace };
}

/** With the leading slash that may be left out on the wire. */
function withSlash(text: string): string {
  return text.startsWith("/") ? text : `/${text}`;
}

/**
 * Reads a channel to publish to; undefined when it breaks the grammar or holds a `*`. A leading and
 * a trailing slash are optional (Developer Guide, WebSocket protocol).
 */
export function parseChannel(text: string): Channel | undefined {
  const path = withSlash(text).replace(/\/$/, "");
  return CHANNEL_PATH.test(path) ? channelOf(path) : undefined;
}

/**
 * Reads a channel to subscribe to; undefined when it breaks the grammar. `*` is allowed as the last
 * segment, after at least the namespace. Read strictly where AWS is silent: `/*` alone names no
 * namespace and is refused, and `/ns/*` does not match `/ns` itself.
 */
export function parseChannelPattern(text: string): ChannelPattern | undefined {
  const path = withSlash(text);
  const wildcard = WILDCARD_PATH.test(path);
  const channel = wildcard ? channelOf(path) : parseChannel(text);
  return channel && { ...channel, wildcard };
}
