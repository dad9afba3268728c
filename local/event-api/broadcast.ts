import { meteredUnits } from "../../pricing/metered-units.ts";
import type { ApiState } from "./api-state.ts";
import type { Channel } from "./channel.ts";
import { dataFrameTail } from "./frames.ts";

/**
 * Sends events (JSON texts) to every subscription that matches the channel, the publisher's own
 * included, each subscription in the order of the events.
 */
export function broadcast(state: ApiState, channel: Channel, texts: readonly string[]): void {
  if (texts.length === 0) return;
  const sizes = texts.map((text) => Buffer.byteLength(text));
  for (const size of sizes) state.metrics.record("BroadcastEventSize", size, channel.namespace);
  const receivers = state.subscriptions.match(channel);
  if (receivers.length === 0) return;
  const tails = texts.map(dataFrameTail);
  let reached = 0;
  for (const { receiver, head } of receivers) if (receiver.deliver(head, tails)) reached++;
  const missed = receivers.length - reached;
  if (missed > 0)
    state.metrics.record("BroadcastEventClientError", missed * texts.length, channel.namespace);
  if (reached === 0) return;
  const units = sizes.reduce((sum, size) => sum + meteredUnits(size), 0);
  state.metrics.record("OutboundMessages", units * reached, channel.namespace);
  state.metrics.record("BroadcastEventSuccess", texts.length * reached, channel.namespace);
}
