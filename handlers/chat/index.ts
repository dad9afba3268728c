import { Type } from "typebox";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";
import { subjectOf } from "../../runtime/identity.ts";
import { unauthorized } from "../../runtime/outcome.ts";
import { redact } from "./redaction.ts";
import { mayEnter } from "./room-access.ts";

const text = Type.String({ minLength: 1, maxLength: 2000, description: "What is said" });

/** What a member says. */
const Message = Type.Object({ text }, { additionalProperties: false, title: "Message" });

/** What the room hears: stripped of personal data, with the speaker as the identity tells it. */
const RoomMessage = Type.Object(
  {
    text: Type.String({ maxLength: 60_000 }),
    sender: Type.Optional(
      Type.String({ description: "`sub` of the speaker; absent without an identity" }),
    ),
    at: Type.String({ format: "date-time", maxLength: 40 }),
  },
  { additionalProperties: false, title: "RoomMessage" },
);

/** Rooms: `/chat/rooms/lobby` is open to everyone, any other only to those whose identity names it. */
export default channelNamespace({
  description: "Rooms in which people talk",
  channels: {
    "/chat/rooms/*": channel({
      schema: Message,
      broadcast: RoomMessage,
      publish: (message, { segments, identity }) => {
        if (!mayEnter(segments[2], identity)) {
          return unauthorized();
        }
        const sender = subjectOf(identity);
        return {
          text: redact(message.text),
          ...(sender === undefined ? {} : { sender }),
          at: new Date().toISOString(),
        };
      },
      subscribe: ({ segments, identity }) => mayEnter(segments[2], identity),
    }),
  },
});
