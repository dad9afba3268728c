/**
 * The grammar of channel names: 1 to 5 segments of 1 to 50 letters, digits and hyphens, no hyphen at
 * either end; case matters. The first segment names the channel namespace. A subscription may end in
 * `*`, which counts as a segment.
 * Sources: AppSync Events Developer Guide, "Understanding channel namespaces" and "WebSocket
 * protocol"; AppSync API Reference, ChannelNamespace `name`.
 */

/** The grammar of one segment in words, for messages. */
export const CHANNEL_SEGMENT_ALLOWED = "1 to 50 letters, digits and hyphens, no hyphen at the ends";

const SEGMENT = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?";

/** One segment of a channel, and the name of a channel namespace. */
export const CHANNEL_SEGMENT = /* @__PURE__ */ new RegExp(`^${SEGMENT}$`);

/** A channel with its leading slash and without a trailing one: `/orders/eu`. */
export const CHANNEL_PATH = /* @__PURE__ */ new RegExp(`^(?:/${SEGMENT}){1,5}$`);

/** A wildcard within a namespace: `/orders/*`. */
export const WILDCARD_PATH = /* @__PURE__ */ new RegExp(`^(?:/${SEGMENT}){1,4}/\\*$`);
