import { setImmediate as nextTurn } from "node:timers/promises";
import { Type } from "typebox";
import {
  type ChannelRequest,
  channel,
  channelNamespace,
} from "../../../../runtime/channel-namespace.ts";
import { drop, reject } from "../../../../runtime/outcome.ts";

const Text = Type.Object({ text: Type.String({ maxLength: 40 }) }, { additionalProperties: false });
const ShortText = Type.Object(
  { text: Type.String({ maxLength: 20 }) },
  { additionalProperties: false },
);
const anything = Type.Unknown();

const THEN_NAME = "then";
const tooLong = "x".repeat(30);
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await nextTurn();
  }
}

/** Module state that functions return, as presence and auctions do. */
const STATE = { text: "" };

function spoilLater(value: { text: string }): void {
  void nextTurn().then(() => {
    value.text = tooLong;
  });
}

const outcomes: Readonly<Record<string, () => unknown>> = {
  promise: () => ({ at: [1, Promise.resolve(2)] }),
  rejectedPromise: () => ({
    at: { deep: Promise.reject(new Error("nobody waits")).catch(() => 1) },
  }),
  unreadPromises: () => ({ list: [1, 2].map(async () => Promise.reject(new Error("unread"))) }),
  thenable: () => ({ at: { [THEN_NAME]: () => undefined } }),
  toJsonPromise: () => ({ toJSON: async () => 1 }),
  nestedDrop: () => [drop()],
  nestedReject: () => ({ reason: reject("no") }),
  undefinedMembers: () => ({ kept: 1, gone: undefined, call: () => 1 }),
  holes: () => Object.assign(Array(6), [undefined, Number.NaN], { 3: () => 1, 5: "x" }),
  texts: () => Object.assign(Array(4), { 3: "x" }),
  optional: () => ({ list: ["x"], at: undefined }),
  date: () => ({ list: ["x"], at: new Date(0) }),
  map: () => ({ map: new Map([["a", 1]]) }),
  bigint: () => ({ count: 1n }),
  infinite: () => [Number.POSITIVE_INFINITY],
  data: () => ({ list: [{ [THEN_NAME]: "a text" }], toJSON: "another" }),
  throwingGetter: () => ({
    get text(): string {
      throw new Error("not now");
    },
  }),
  throwingToJson: () => ({
    toJSON: () => {
      throw new Error("not now");
    },
  }),
  revoked: () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  changing: () => {
    let reads = 0;
    return {
      get text(): unknown {
        reads += 1;
        return reads === 1 ? "short" : { at: "another read" };
      },
    };
  },
  deep: () => {
    let value: unknown = 1;
    for (let level = 0; level < 7_000; level += 1) {
      value = [value];
    }
    return value;
  },
};

let kept: unknown;

/** Spoils whatever it is given, as the types do not let it. */
function tamper(request: ChannelRequest): void {
  const open = request as unknown as {
    path: string;
    segments: string[];
    identity: { groups: string[] } | null;
    headers: Record<string, string>;
  };
  open.path = "/keeper/elsewhere";
  open.segments.reverse();
  open.segments.push("more");
  open.identity?.groups.push("admin");
  open.headers.host = "elsewhere";
}

function seen({ path, segments, identity, headers }: ChannelRequest): unknown {
  return structuredClone({ path, segments, identity, headers });
}

/** Returns, keeps and changes what it should not, to see what is sent. */
export default channelNamespace({
  channels: {
    "/keeper/state": channel({
      schema: Text,
      broadcast: ShortText,
      publish: ({ text }) => {
        STATE.text = text;
        spoilLater(STATE);
        queueMicrotask(() => {
          STATE.text = tooLong;
        });
        return STATE;
      },
    }),
    "/keeper/later": channel({
      schema: Text,
      broadcast: ShortText,
      publish: async ({ text }) => {
        await null;
        STATE.text = text;
        spoilLater(STATE);
        return STATE;
      },
    }),
    "/keeper/slow": channel({
      schema: Text,
      broadcast: ShortText,
      publish: async ({ text }) => {
        await turns(text.length);
        STATE.text = text;
        spoilLater(STATE);
        return STATE;
      },
    }),
    "/keeper/outcomes": channel({
      schema: Type.String(),
      broadcast: anything,
      publish: (name) => outcomes[name]?.(),
    }),
    "/keeper/short": channel({
      schema: Type.String(),
      broadcast: ShortText,
      publish: async (name) => outcomes[name]?.() as { text: string },
    }),
    "/keeper/texts": channel({
      schema: Type.String(),
      broadcast: Type.Array(Type.String()),
      publish: (name) => outcomes[name]?.() as string[],
    }),
    "/keeper/optional": channel({
      schema: Type.String(),
      broadcast: Type.Object(
        {
          list: Type.Array(Type.String()),
          at: Type.Optional(Type.String({ format: "date-time", maxLength: 40 })),
        },
        { additionalProperties: false },
      ),
      publish: (name) => outcomes[name]?.() as { list: string[] },
    }),
    "/keeper/together": channel({
      schema: Text,
      broadcast: ShortText,
      publishAll: (events) => {
        const all = events.map(({ payload }) => payload);
        for (const payload of all) {
          spoilLater(payload);
        }
        return [...all.slice(0, -1), turns(3).then(() => ({ text: "last" }))];
      },
    }),
    "/keeper/promises": channel({
      schema: Text,
      broadcast: anything,
      publishAll: (events) =>
        events.map(async ({ payload: { text } }) => {
          await nextTurn();
          if (text === "rejects") {
            throw new Error("not this one");
          }
          if (text === "hangs") {
            await new Promise(() => undefined);
          }
          return text === "drops" ? drop() : { text };
        }),
    }),
    "/keeper/lists": channel({
      schema: Text,
      broadcast: anything,
      publishAll: (events) => {
        const list: unknown[] = events.map(({ payload }) => payload);
        if (events[0]?.payload.text === "proxy") {
          return new Proxy(list, {});
        }
        if (events[0]?.payload.text === "growing") {
          queueMicrotask(() => list.push("more"));
          return Promise.resolve(list);
        }
        if (events[0]?.payload.text === "failing") {
          list.push(Promise.reject(new Error("nobody waits")));
          return list;
        }
        return Object.defineProperty(list, 0, {
          get: () => {
            throw new Error("not this one");
          },
        });
      },
    }),
    "/keeper/tampers": channel({
      schema: anything,
      publish: async (payload, request) => {
        const was = seen(request);
        tamper(request);
        (payload as { text: string }).text = tooLong;
        kept = payload;
        await nextTurn();
        return was;
      },
      subscribe: (request) => {
        tamper(request);
        return true;
      },
    }),
    "/keeper/tampersTogether": channel({
      schema: Text,
      broadcast: anything,
      publishAll: async (events, request) => {
        const was = seen(request);
        tamper(request);
        const list = events as { id: string; payload: { text: string } }[];
        const count = list.length;
        for (const event of list) {
          event.id = "another";
          event.payload.text = tooLong;
        }
        list.length = 0;
        return Array.from({ length: count }, () => was);
      },
    }),
    "/keeper/keeps": channel({
      schema: Text,
      publish: async (payload) => {
        await nextTurn();
        if (kept !== undefined) {
          (kept as { text: string }).text = tooLong;
        }
        kept = payload;
        return { text: payload.text };
      },
    }),
  },
});
