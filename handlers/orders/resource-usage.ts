import type { EventBusUsage, TableUsage } from "../../pricing/resource-usage.ts";

// Keys, sequence, time of storing and the attributes beside the event, rounded up.
const item = { bytes: 400, events: 1 };
const small = { bytes: 200 };

/** What `order-store.ts` asks of the table for each event and each subscribe request. */
export const ordersTableUsage: TableUsage = {
  namespace: "orders",
  perEvent: {
    // Looks for an event of the same id; sequence, event, mark of the announcement.
    consistentReads: [{ bytes: 0 }],
    writes: [small, item, item],
    kept: item,
  },
  perSubscribe: { writes: [small], kept: { ...small, days: 30 } },
};

/** What `order-bus.ts` puts on the bus for each event: the event in an envelope. */
export const ordersBusUsage: EventBusUsage = {
  namespace: "orders",
  perEvent: [{ bytes: 600, events: 1 }],
};
