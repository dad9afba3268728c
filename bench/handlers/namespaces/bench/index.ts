import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../runtime/channel-namespace.ts";

const CLOSED = { additionalProperties: false };

/** An event of about 1 KB with what events usually hold: texts, numbers, an object, lists. */
export const Order = Type.Object(
  {
    id: Type.String({ maxLength: 64 }),
    status: Type.Union([Type.Literal("placed"), Type.Literal("paid")]),
    total: Type.Number({ minimum: 0 }),
    gift: Type.Boolean(),
    customer: Type.Object(
      { name: Type.String({ maxLength: 200 }), email: Type.String({ maxLength: 200 }) },
      CLOSED,
    ),
    tags: Type.Array(Type.String()),
    note: Type.String({ maxLength: 250_000 }),
  },
  CLOSED,
);

/** What the handler benchmark publishes to. */
export default channelNamespace({
  channels: {
    "/bench/orders": channel({ schema: Order, publish: (order) => order }),
    "/bench/records": channel({
      schema: Type.Record(Type.String(), Type.String()),
      publish: (record) => record,
    }),
  },
});
