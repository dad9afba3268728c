import type { ChannelPattern } from "./channel.ts";
import { dataFrameHead } from "./frames.ts";

/** Takes the `data` messages of a socket's subscriptions. */
export interface Receiver {
  /** Sends one message per tail; false when the socket is gone or too far behind. */
  deliver(head: string, tails: readonly string[]): boolean;
}

/** One subscription of one socket. */
export class Subscription {
  readonly id: string;
  readonly pattern: ChannelPattern;
  readonly receiver: Receiver;
  readonly head: string;

  constructor(id: string, pattern: ChannelPattern, receiver: Receiver) {
    this.id = id;
    this.pattern = pattern;
    this.receiver = receiver;
    this.head = dataFrameHead(id);
  }
}
