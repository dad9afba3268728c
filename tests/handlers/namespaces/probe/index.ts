import { UnauthorizedException } from "@aws-lambda-powertools/event-handler/appsync-events";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../../../handlers/runtime/channel-namespace.ts";
import { drop, reject, unauthorized } from "../../../../handlers/runtime/outcome.ts";

/** A secret that no answer may hold. */
const secret = "s3cret-connection-string";

const anything = Type.Unknown();
const Command = Type.Object({
  does: Type.String({ maxLength: 40 }),
  with: Type.Optional(anything),
});

const forever = (): Promise<never> => new Promise(() => undefined);

class Answer {
  readonly answer = 42;
  toJSON(): unknown {
    return { answer: "forty-two" };
  }
}

const cyclic = (): unknown => {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
};

const misbehaviours: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error(secret);
  },
  throwsText: () => {
    throw secret;
  },
  rejects: () => Promise.reject(new TypeError(secret)),
  refusesAll: () => {
    throw new UnauthorizedException(secret);
  },
  refusesAllByName: () => {
    throw Object.assign(new Error(secret), { name: "UnauthorizedException" });
  },
  refusesSubclass: () => {
    throw new (class NoMember extends UnauthorizedException {})(secret);
  },
  hangs: forever,
  drops: drop,
  rejected: () => reject("not today"),
  unauthorized,
  undefined: () => undefined,
  function: () => () => undefined,
  symbol: () => Symbol(secret),
  bigint: () => 1n,
  nan: () => Number.NaN,
  cyclic,
  huge: () => "x".repeat(300 * 1024),
  hugeWhenEscaped: () => "\u0001".repeat(45 * 1024),
  large: () => "x".repeat(200 * 1024),
  date: () => new Date(0),
  instance: () => new Answer(),
  null: () => null,
};

/** Does what an event says, to see what the runtime makes of it. */
export default channelNamespace({
  channels: {
    "/probe/does": channel({
      schema: Command,
      broadcast: anything,
      publish: (command) => {
        const act = misbehaviours[command.does];
        return act ? act() : command;
      },
      subscribe: () => {
        throw new Error(secret);
      },
    }),
    "/probe/slow": channel({
      schema: Command,
      broadcast: anything,
      publish: async (command) => {
        await null;
        const act = misbehaviours[command.does];
        return act ? act() : command;
      },
      subscribe: forever,
    }),
    "/probe/together": channel({
      schema: Command,
      broadcast: anything,
      publishAll: (events) => {
        const wrong = events.find(({ payload }) => payload.does in misbehaviours);
        if (wrong && wrong.payload.does !== "drops") {
          return misbehaviours[wrong.payload.does]?.() as unknown[];
        }
        return events.map(({ payload }) => (payload.does === "drops" ? drop() : payload));
      },
      subscribe: () => {
        throw new UnauthorizedException(secret);
      },
    }),
    "/probe/mistyped": channel({
      schema: Command,
      broadcast: Type.Object({ title: Type.String() }, { additionalProperties: false }),
      publish: ({ with: value }) => value as { title: string },
      subscribe: () => "yes" as unknown as boolean,
    }),
    "/probe/passes": channel({ schema: Command }),
    "/probe/passes/*": channel({
      schema: Type.Object(
        { name: Type.String({ maxLength: 300_000 }), tags: Type.Array(Type.String()) },
        { additionalProperties: false },
      ),
      subscribe: () => true,
    }),
    "/probe/passes/exact": channel({ schema: Type.Object({ exact: Type.Literal(true) }) }),
  },
  wildcardSubscriptions: {
    "/probe/passes/*": ({ identity }) => identity !== null,
  },
});
