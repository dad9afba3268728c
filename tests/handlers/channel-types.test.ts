import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../handlers/runtime/channel-namespace.ts";
import { drop, reject } from "../../handlers/runtime/outcome.ts";

const Message = Type.Object({ text: Type.String() });
const Stored = Type.Object({ text: Type.String(), sequence: Type.Integer() });

/**
 * Every `@ts-expect-error` is a test of its own: the type check fails when the line below it
 * compiles.
 */
describe("the types of a channel", () => {
  it("refuse what its schemas do not allow", () => {
    const wrong = [
      // @ts-expect-error a channel has a schema
      () => channel({ publish: () => undefined }),
      // @ts-expect-error the schema is one of TypeBox
      () => channel({ schema: 5 }),
      // @ts-expect-error the payload has no such property
      () => channel({ schema: Message, publish: (message) => ({ text: message.title }) }),
      // @ts-expect-error the result is what subscribers were promised
      () => channel({ schema: Message, publish: () => ({ text: 5 }) }),
      // @ts-expect-error nothing is no result: drop() says that it is meant
      () => channel({ schema: Message, publish: () => undefined }),
      // @ts-expect-error the result is of the broadcast's type where there is one
      () => channel({ schema: Message, broadcast: Stored, publish: (message) => message }),
      // @ts-expect-error a batch is answered with a list
      () => channel({ schema: Message, publishAll: () => ({ text: "a" }) }),
      // @ts-expect-error events are handled one by one or together
      () => channel({ schema: Message, publish: (m) => m, publishAll: () => [] }),
      // @ts-expect-error a rule answers yes or no
      () => channel({ schema: Message, subscribe: () => "yes" }),
      // @ts-expect-error a channel is made by channel()
      () => channelNamespace({ channels: { "/a/b": { schema: Message } } }),
      // @ts-expect-error a path starts with a slash
      () => channelNamespace({ channels: { "a/b": channel({ schema: Message }) } }),
      // @ts-expect-error a wildcard ends in a star
      () => channelNamespace({ channels: {}, wildcardSubscriptions: { "/a/b": () => true } }),
    ];
    assert.equal(wrong.length, 12);
  });

  it("let through what they allow, with the payload typed", () => {
    const right = [
      channel({ schema: Message }),
      channel({ schema: Message, publish: ({ text }) => ({ text: text.trim() }) }),
      channel({ schema: Message, publish: async ({ text }) => (text === "" ? drop() : { text }) }),
      channel({ schema: Message, publish: ({ text }, { id }) => reject(`${id}${text.length}`) }),
      channel({
        schema: Message,
        broadcast: Stored,
        publishAll: (events) =>
          events.map(({ payload }, index) => ({ text: payload.text, sequence: index })),
      }),
    ];
    const namespace = channelNamespace({
      channels: { "/a/b": right[0] ?? channel({ schema: Message }) },
      wildcardSubscriptions: { "/a/*": () => false },
    });
    assert.deepEqual(Object.keys(namespace.channels), ["/a/b"]);
  });
});
