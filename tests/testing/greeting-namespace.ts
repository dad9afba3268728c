import { setTimeout } from "node:timers/promises";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";
import { environmentVariables } from "../../runtime/environment.ts";
import { drop, reject, unauthorized } from "../../runtime/outcome.ts";

const environment = environmentVariables(
  Type.Object({ GREETING: Type.String({ minLength: 1, pattern: "^[a-zA-Z ]+$" }) }),
);

const Does = Type.Object(
  { does: Type.String({ maxLength: 20 }), after: Type.Optional(Type.Number()) },
  { additionalProperties: false },
);

/** What its functions can read of their surroundings, and every way for an event to end. */
export default channelNamespace({
  environment,
  channels: {
    "/greeting/does": channel({
      schema: Does,
      broadcast: Type.Unknown(),
      publish: async ({ does }, { logger, signal, headers, identity, path, segments }) => {
        logger.info("Asked", { does });
        if (does === "throws") {
          throw new Error("s3cret");
        }
        if (does === "drops") {
          return drop();
        }
        if (does === "rejects") {
          return reject("not today");
        }
        if (does === "refuses") {
          return unauthorized();
        }
        if (does === "waits") {
          await setTimeout(1_000, undefined, { signal });
        }
        if (does === "prints") {
          process.stdout.write("half a ");
        }
        if (does === "prints") {
          process.stdout.write("line\nand a whole one\n");
        }
        if (does === "writes") {
          process.env.GREETING = "changed";
        }
        return { headers, identity, path, segments };
      },
      subscribe: ({ identity }) => identity !== null,
    }),
    "/greeting/words": channel({
      schema: Type.Array(Type.String()),
      broadcast: Type.Array(Type.String()),
      publish: async (words) => {
        await new Promise((resolve) => setImmediate(resolve));
        return [environment().GREETING, ...words, process.env.GREETING ?? "nothing"];
      },
    }),
    "/greeting/short": channel({
      schema: Type.String({ maxLength: 3 }),
      broadcast: Type.String({ maxLength: 3 }),
      publish: (text) => `${text}!`,
    }),
    "/greeting/home": channel({
      schema: Type.Unknown(),
      broadcast: Type.Unknown(),
      publish: () => ({ home: process.env.HOME ?? null, region: process.env.AWS_REGION ?? null }),
    }),
  },
});
