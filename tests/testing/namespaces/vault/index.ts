import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../runtime/channel-namespace.ts";
import { secretValues } from "../../../../runtime/secrets.ts";

const secrets = secretValues(
  Type.Object({
    SIGNING_KEY: Type.String({ minLength: 8 }),
    DATABASE: Type.Object({ user: Type.String(), password: Type.String({ minLength: 4 }) }),
  }),
);

/** Tells lengths of its secrets, never a secret. */
export default channelNamespace({
  secrets,
  channels: {
    "/vault/lengths": channel({
      schema: Type.Unknown(),
      broadcast: Type.Object({ key: Type.Number(), user: Type.String(), password: Type.Number() }),
      publish: async () => {
        const [key, { user, password }] = await Promise.all([
          secrets("SIGNING_KEY"),
          secrets("DATABASE"),
        ]);
        return { key: key.length, user, password: password.length };
      },
      subscribe: () => true,
    }),
  },
});
