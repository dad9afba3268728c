import type { Channel, ChannelPattern } from "./channel.ts";

interface Node<Subscription> {
  readonly children: Map<string, Node<Subscription>>;
  /** Subscriptions of exactly this channel. */
  readonly exact: Set<Subscription>;
  /** Subscriptions of every channel below this one. */
  readonly below: Set<Subscription>;
}

function emptyNode<Subscription>(): Node<Subscription> {
  return { children: new Map(), exact: new Set(), below: new Set() };
}

function isEmpty(node: Node<unknown>): boolean {
  return node.children.size === 0 && node.exact.size === 0 && node.below.size === 0;
}

/**
 * The subscriptions of an API by channel: a tree of segments, so that finding the receivers of an
 * event costs its channel's segments and its receivers, however many subscriptions there are.
 */
export class SubscriptionIndex<Subscription> {
  readonly #root: Node<Subscription> = emptyNode();
  #size = 0;

  /** Number of subscriptions. */
  get size(): number {
    return this.#size;
  }

  /** Adds a subscription to all channels that the pattern matches. */
  add(pattern: ChannelPattern, subscription: Subscription): void {
    let node = this.#root;
    for (const segment of prefixOf(pattern)) {
      let child = node.children.get(segment);
      if (child === undefined) {
        child = emptyNode();
        node.children.set(segment, child);
      }
      node = child;
    }
    (pattern.wildcard ? node.below : node.exact).add(subscription);
    this.#size++;
  }

  /** Takes a subscription out again, and with it branches that nobody listens to. */
  remove(pattern: ChannelPattern, subscription: Subscription): void {
    const path: [Node<Subscription>, string][] = [];
    let node = this.#root;
    for (const segment of prefixOf(pattern)) {
      const child = node.children.get(segment);
      if (child === undefined) {
        return;
      }
      path.push([node, segment]);
      node = child;
    }
    if (!(pattern.wildcard ? node.below : node.exact).delete(subscription)) {
      return;
    }
    this.#size--;
    for (const [parent, segment] of path.reverse()) {
      const child = parent.children.get(segment);
      if (child === undefined || !isEmpty(child)) {
        return;
      }
      parent.children.delete(segment);
    }
  }

  /** All subscriptions that receive an event of the channel. */
  match(channel: Channel): Subscription[] {
    const found: Subscription[] = [];
    let node: Node<Subscription> | undefined = this.#root;
    for (const segment of channel.segments) {
      for (const subscription of node.below) {
        found.push(subscription);
      }
      node = node.children.get(segment);
      if (node === undefined) {
        return found;
      }
    }
    for (const subscription of node.exact) {
      found.push(subscription);
    }
    return found;
  }
}

function prefixOf(pattern: ChannelPattern): readonly string[] {
  return pattern.wildcard ? pattern.segments.slice(0, -1) : pattern.segments;
}
