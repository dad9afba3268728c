import { setImmediate as nextTurn } from "node:timers/promises";
import { UnauthorizedException } from "@aws-lambda-powertools/event-handler/appsync-events";
import { Type } from "typebox";
import {
  type ChannelRequest,
  channel,
  channelNamespace,
} from "../../../../runtime/channel-namespace.ts";
import { drop, reject, unauthorized } from "../../../../runtime/outcome.ts";

/** A secret that no answer may hold. */
const SECRET = "s3cret-connection-string";

const anything = Type.Unknown();
const Command = Type.Object({
  does: Type.String({ maxLength: 40 }),
  with: Type.Optional(anything),
});

function forever(): Promise<never> {
  return new Promise(() => undefined);
}

class Answer {
  readonly answer = 42;
  toJSON(): unknown {
    return { answer: "forty-two" };
  }
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

const misbehaviours: Readonly<Record<string, () => unknown>> = {
  throws: () => {
    throw new Error(SECRET);
  },
  throwsText: () => {
    throw SECRET;
  },
  rejects: () => Promise.reject(new TypeError(SECRET)),
  refusesAll: () => {
    throw new UnauthorizedException(SECRET);
  },
  refusesAllByName: () => {
    throw Object.assign(new Error(SECRET), { name: "UnauthorizedException" });
  },
  refusesSubclass: () => {
    throw new (class NoMember extends UnauthorizedException {})(SECRET);
  },
  hangs: forever,
  drops: drop,
  rejected: () => reject("not today"),
  unauthorized,
  undefined: () => undefined,
  function: () => () => undefined,
  symbol: () => Symbol(SECRET),
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

async function later(command: { does: string }): Promise<unknown> {
  await null;
  const act = misbehaviours[command.does];
  return act ? act() : command;
}

const Short = Type.Object({ text: Type.String({ maxLength: 9 }) }, { additionalProperties: false });

/** What functions of a batch and of later invocations share, return and change. */
const STATE = { text: "" };

function spoil(value: { text: string }): void {
  value.text = "longer than it may be";
}

/** Changes what it was given and, once it has returned, what it returned. */
async function shareState(
  command: { does: string },
  request: ChannelRequest,
): Promise<{ text: string }> {
  const { does } = command;
  if (does.length % 3 === 1) {
    await null;
  }
  if (does.length % 3 === 2) {
    await nextTurn();
  }
  STATE.text = does;
  command.does = "changed";
  (request.segments as string[]).length = 0;
  void nextTurn().then(() => spoil(STATE));
  return STATE;
}

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
        throw new Error(SECRET);
      },
    }),
    "/probe/slow": channel({
      schema: Command,
      broadcast: anything,
      publish: later,
      subscribe: forever,
    }),
    "/probe/later": channel({ schema: Command, broadcast: anything, publish: later }),
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
        throw new UnauthorizedException(SECRET);
      },
    }),
    "/probe/state": channel({ schema: Command, broadcast: Short, publish: shareState }),
    "/probe/state-now": channel({
      schema: Command,
      broadcast: Short,
      publish: (command) => {
        STATE.text = command.does;
        command.does = "changed";
        queueMicrotask(() => spoil(STATE));
        return STATE;
      },
    }),
    "/probe/state-in-order": channel({
      schema: Command,
      broadcast: Short,
      order: "sequential",
      publish: shareState,
    }),
    "/probe/state-together": channel({
      schema: Command,
      broadcast: Short,
      publishAll: (events) => {
        const list = events.map(({ payload }, index) => {
          const text = { text: payload.does };
          payload.does = "changed";
          void nextTurn().then(() => spoil(text));
          return index % 2 === 0 ? text : nextTurn().then(() => ({ ...text }));
        });
        queueMicrotask(() => list.reverse());
        void nextTurn().then(() => list.splice(0));
        (events as unknown[]).length = 0;
        return list;
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
