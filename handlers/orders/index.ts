import {
  type ChannelRequest,
  channel,
  channelNamespace,
  type PublishedEvent,
} from "../../runtime/channel-namespace.ts";
import { callerOf } from "../../runtime/identity.ts";
import { type PublishOutcome, reject } from "../../runtime/outcome.ts";
import { environment } from "./environment.ts";
import { announce } from "./order-bus.ts";
import { markAnnounced, recordSubscriber, type Stored, storeOrder } from "./order-store.ts";
import { OrderEvent, StoredOrderEvent } from "./schemas.ts";

type Outcome = PublishOutcome<StoredOrderEvent>;

const notStored = reject("the order could not be stored; publish it again with the same eventId");
const notAnnounced = reject(
  "the order was stored but not announced; publish it again with the same eventId",
);

const conflict = reject("another event has this eventId; publish a new event under a new eventId");

function storeAll(
  events: readonly PublishedEvent<OrderEvent>[],
  { path, signal, logger }: ChannelRequest,
): Promise<readonly (Stored | undefined)[]> {
  return Promise.all(
    events.map(async ({ payload }) => {
      try {
        return await storeOrder(path, payload, signal);
      } catch (error) {
        logger.error("An order was not stored", { error: error as Error });
        return undefined;
      }
    }),
  );
}

/** Announces what the bus has not taken yet. Gives the ids of those that it did not take now. */
async function announceAll(
  stored: readonly (Stored | undefined)[],
  { path, signal, logger }: ChannelRequest,
): Promise<ReadonlySet<string>> {
  const waiting = stored.flatMap((order) =>
    order && order !== "conflict" && !order.announced ? [order.event] : [],
  );
  const events = [...new Map(waiting.map((event) => [event.eventId, event])).values()];
  try {
    const taken = await announce(events, signal);
    const accepted = events.filter((_, index) => taken[index]);
    await Promise.all(accepted.map(({ eventId }) => markAnnounced(path, eventId, signal)));
    return new Set(events.filter((_, index) => !taken[index]).map(({ eventId }) => eventId));
  } catch (error) {
    logger.error("Orders were not announced", { error: error as Error });
    return new Set(events.map(({ eventId }) => eventId));
  }
}

async function publishAll(
  events: readonly PublishedEvent<OrderEvent>[],
  request: ChannelRequest,
): Promise<readonly Outcome[]> {
  const stored = await storeAll(events, request);
  const missed = await announceAll(stored, request);
  return stored.map((order): Outcome => {
    if (!order) {
      return notStored;
    }
    if (order === "conflict") {
      return conflict;
    }
    return missed.has(order.event.eventId) ? notAnnounced : order.event;
  });
}

async function subscribe({ identity, path, signal }: ChannelRequest): Promise<boolean> {
  const caller = callerOf(identity);
  if (caller === undefined) {
    return false;
  }
  await recordSubscriber(caller, path, signal);
  return true;
}

/**
 * Orders, stored before anyone hears of them. Publishing the same event again on its channel stores
 * and announces nothing twice and is answered as the first time; another event under an `eventId`
 * that the channel knows is refused. Subscribers are recorded, so an API
 * key, which says nothing of its bearer, cannot subscribe.
 */
export default channelNamespace({
  description: "Events of orders, stored and announced before they are broadcast",
  environment,
  channels: {
    "/orders/*": channel({
      schema: OrderEvent,
      broadcast: StoredOrderEvent,
      publishAll,
      subscribe,
    }),
  },
});
