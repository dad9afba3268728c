import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../runtime/channel-namespace.ts";

/** Asks for X-Ray, so that its bundle brings Powertools' tracer and the X-Ray SDK. */
export default channelNamespace({
  tracing: true,
  channels: {
    "/traced/notes": channel({
      schema: Type.Object({ text: Type.String() }),
      publish: (note, { logger }) => {
        logger.info("A note came");
        return note;
      },
      subscribe: () => true,
    }),
  },
});
