import type { EventBusUsage, TableUsage } from "../../pricing/resource-usage.ts";

// Keys, sequence, time of storing and the attributes beside the event, rounded up.
const ITEM = { bytes: 400, events: 1 };
const SMALL = { bytes: 200 };

/** What `order-store.ts` asks of the table for each event and each subscribe request. */
export const ordersTableUsage: TableUsage = {
  namespace: "orders",
  perEvent: {
    // Looks for an event of the same id; sequence, event, mark of the announcement.
    consistentReads: [{ bytes: 0 }],
    writes: [SMALL, ITEM, ITEM],
    kept: ITEM,
  },
  perSubscribe: { writes: [SMALL], kept: { ...SMALL, days: 30 } },
};

/** What `order-bus.ts` puts on the bus for each event: the event in an envelope. */
export const ORDERS_BUS_USAGE: EventBusUsage = {
  namespace: "orders",
  perEvent: [{ bytes: 600, events: 1 }],
};
