import type { ChannelPattern } from "./channel.ts";
import type { DataFrame } from "./protocol.ts";

/** Takes the `data` messages of a socket's subscriptions. */
export interface Receiver {
  /** Sends the events to a subscription; false when the socket is gone or too far behind. */
  deliver(subscriptionId: string, events: readonly DataFrame[]): boolean;
}

/** One subscription of one socket. */
export interface Subscription {
  readonly id: string;
  readonly pattern: ChannelPattern;
  readonly receiver: Receiver;
}
