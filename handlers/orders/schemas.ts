import { type Static, Type } from "typebox";

/** One line of an order; prices are in the currency's smallest unit. */
const OrderLine = Type.Object(
  {
    sku: Type.String({ minLength: 1, maxLength: 64 }),
    quantity: Type.Integer({ minimum: 1, maximum: 10_000 }),
    unitPrice: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
  },
  { additionalProperties: false, title: "OrderLine" },
);

const orderEvent = {
  eventId: Type.String({
    pattern: "^[A-Za-z0-9_-]{8,64}$",
    maxLength: 64,
    description:
      "Chosen by the publisher, one for each event of a channel; publishing it again changes nothing",
  }),
  orderId: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$", maxLength: 64 }),
  status: Type.Union([
    Type.Literal("placed"),
    Type.Literal("paid"),
    Type.Literal("shipped"),
    Type.Literal("cancelled"),
  ]),
  currency: Type.String({ pattern: "^[A-Z]{3}$", maxLength: 3, description: "ISO 4217" }),
  lines: Type.Array(OrderLine, { minItems: 1, maxItems: 100 }),
};

/** Something that happened to an order. */
export const OrderEvent = Type.Object(orderEvent, {
  additionalProperties: false,
  title: "OrderEvent",
});

/** The same once it is stored: with the server's time and its place in the channel. */
export const StoredOrderEvent = Type.Object(
  {
    ...orderEvent,
    storedAt: Type.String({ format: "date-time", maxLength: 40 }),
    sequence: Type.Integer({ minimum: 1, description: "Ascends in a channel; may have gaps" }),
  },
  { additionalProperties: false, title: "StoredOrderEvent" },
);

/** What publishers send. */
export type OrderEvent = Static<typeof OrderEvent>;
/** What subscribers and consumers of the event bus receive. */
export type StoredOrderEvent = Static<typeof StoredOrderEvent>;
