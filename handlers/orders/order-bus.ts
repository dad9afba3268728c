import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { environment } from "./environment.ts";
import type { StoredOrderEvent } from "./schemas.ts";

let connected: EventBridgeClient | undefined;

function client(): EventBridgeClient {
  connected ??= new EventBridgeClient({});
  return connected;
}

/**
 * Puts stored events on the event bus in one request; an Event API passes five at most, EventBridge
 * takes ten.
 *
 * @returns Per event whether the bus took it: it may take some and refuse others.
 * @throws what the EventBridge client throws.
 */
export async function announce(
  events: readonly StoredOrderEvent[],
  abortSignal: AbortSignal,
): Promise<readonly boolean[]> {
  if (events.length === 0) {
    return [];
  }
  const { Entries = [] } = await client().send(
    new PutEventsCommand({
      Entries: events.map((event) => ({
        EventBusName: environment().EVENT_BUS_NAME,
        Source: "appsync-events.orders",
        DetailType: "OrderEvent",
        Detail: JSON.stringify(event),
        Time: new Date(event.storedAt),
      })),
    }),
    { abortSignal },
  );
  return events.map((_, index) => Entries[index]?.EventId !== undefined);
}
