/**
 * Channel names. Grammar: 1 to 5 segments of 1 to 50 letters, digits and hyphens, no hyphen at
 * either end; a leading and a trailing slash are optional; case matters
 * (AppSync Events Developer Guide, WebSocket protocol).
 */

const SEGMENT = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?";
const CHANNEL = new RegExp(`^/?${SEGMENT}(?:/${SEGMENT}){0,4}/?$`);
const WILDCARD = new RegExp(`^/?${SEGMENT}(?:/${SEGMENT}){0,3}/\\*$`);

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

function channelOf(text: string): Channel | undefined {
  const segments = text.split("/").filter((segment) => segment !== "");
  const [namespace] = segments;
  return namespace === undefined
    ? undefined
    : { path: `/${segments.join("/")}`, segments, namespace };
}

/** Reads a channel to publish to; undefined when it breaks the grammar or holds a `*`. */
export function parseChannel(text: string): Channel | undefined {
  return CHANNEL.test(text) ? channelOf(text) : undefined;
}

/**
 * Reads a channel to subscribe to; undefined when it breaks the grammar. `*` is allowed as the last
 * segment, after at least the namespace, and counts as one of the five segments. Read strictly
 * where AWS is silent: `/*` alone names no namespace and is refused, and `/ns/*` does not match
 * `/ns` itself.
 */
export function parseChannelPattern(text: string): ChannelPattern | undefined {
  const wildcard = WILDCARD.test(text);
  if (!wildcard && !CHANNEL.test(text)) return undefined;
  const channel = channelOf(text);
  return channel && { ...channel, wildcard };
}
