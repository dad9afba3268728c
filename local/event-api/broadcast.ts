import { meteredUnits } from "../../pricing/metered-units.ts";
import type { ApiRuntime } from "./api-runtime.ts";
import type { Channel } from "./channel.ts";
import { DataFrame } from "./protocol.ts";

/**
 * Sends events (JSON texts) to every subscription that matches the channel, the publisher's own
 * included. Records what went out, and what did not because a socket was gone.
 */
export function broadcast(
  {
    metrics,
    subscriptions,
    batchOrder,
    faults,
  }: Pick<ApiRuntime, "metrics" | "subscriptions" | "batchOrder" | "faults">,
  channel: Channel,
  texts: readonly string[],
): void {
  if (texts.length === 0) {
    return;
  }
  const sizes = texts.map((text) => Buffer.byteLength(text));
  for (const size of sizes) {
    metrics.record("BroadcastEventSize", size, channel.namespace);
  }
  const receivers = subscriptions.match(channel);
  if (receivers.length === 0) {
    return;
  }
  const frames = texts.map((text) => new DataFrame(text));
  let reached = 0;
  const copies = faults?.takeCopies() ?? 1;
  for (const { receiver, id } of receivers) {
    for (let copy = 1; copy < copies; copy++) {
      receiver.deliver(id, batchOrder(frames));
    }
    if (receiver.deliver(id, batchOrder(frames))) {
      reached++;
    }
  }
  const missed = receivers.length - reached;
  if (missed > 0) {
    metrics.record("BroadcastEventClientError", missed * texts.length, channel.namespace);
  }
  if (reached === 0) {
    return;
  }
  const units = sizes.reduce((sum, size) => sum + meteredUnits(size), 0);
  metrics.record("OutboundMessages", units * reached, channel.namespace);
  metrics.record("BroadcastEventSuccess", texts.length * reached, channel.namespace);
}
