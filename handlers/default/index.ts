import { Type } from "typebox";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";

/** Something that happened: what, and a short text for people. */
const Notification = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 100 }),
    text: Type.Optional(Type.String({ maxLength: 2000 })),
    severity: Type.Optional(
      Type.Union([Type.Literal("info"), Type.Literal("warning"), Type.Literal("critical")]),
    ),
  },
  { additionalProperties: false },
);

/** A reading of one measure at one time. */
const Reading = Type.Object(
  {
    measure: Type.String({ minLength: 1, maxLength: 50 }),
    value: Type.Number(),
    unit: Type.Optional(Type.String({ maxLength: 20 })),
    at: Type.Optional(Type.String({ format: "date-time", maxLength: 40 })),
  },
  { additionalProperties: false },
);

function anyone(): boolean {
  return true;
}

/**
 * General channels, open to whoever may connect: with an API key the caller has no identity to
 * decide on. What is published is checked, and only named channels exist.
 */
export default channelNamespace({
  description: "Notifications and readings for everyone who may connect",
  channels: {
    "/default/notifications": channel({ schema: Notification, subscribe: anyone }),
    "/default/readings/*": channel({
      schema: Reading,
      publish: (reading) => ({ ...reading, at: reading.at ?? new Date().toISOString() }),
      subscribe: anyone,
    }),
  },
});
