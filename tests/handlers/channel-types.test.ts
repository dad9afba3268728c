import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type TSchema, Type } from "typebox";
import { z } from "zod";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";
import { jsonSchema } from "../../runtime/json-schema.ts";
import { drop, reject } from "../../runtime/outcome.ts";

const Message = Type.Object({ text: Type.String() });
const Rooms = Type.Module({ Room: Type.Object({ name: Type.String() }), Count: Type.Integer() });
const Stored = Type.Object({ text: Type.String(), sequence: Type.Integer() });

/** Compiles when a value is of exactly the type that is named, and not of `any`. */
function isExactly<Expected>() {
  return <Got>(
    value: (<T>() => T extends Got ? 1 : 2) extends <T>() => T extends Expected ? 1 : 2
      ? Got
      : never,
  ): void => assert.equal(typeof value, typeof value);
}

/**
 * Every `@ts-expect-error` is a test of its own: the type check fails when the line below it
 * compiles.
 */
describe("the types of a channel", () => {
  test("refuse what its schemas do not allow", () => {
    const wrong = [
      // @ts-expect-error a channel has a schema
      () => channel({ publish: () => undefined }),
      // @ts-expect-error the schema is one of TypeBox
      () => channel({ schema: 5 }),
      // @ts-expect-error a schema of another library
      () => channel({ schema: z.object({ text: z.string() }) }),
      // @ts-expect-error an object that describes nothing
      () => channel({ schema: {} }),
      // @ts-expect-error properties without Type.Object() around them
      () => channel({ schema: { text: Type.String() } }),
      // @ts-expect-error a whole module, and no member of it
      () => channel({ schema: Rooms }),
      // @ts-expect-error the name of a type
      () => channel({ schema: "string" }),
      // @ts-expect-error a function that makes a schema
      () => channel({ schema: () => Message }),
      // @ts-expect-error a list of schemas
      () => channel({ schema: [Message] }),
      // @ts-expect-error plain JSON Schema, which jsonSchema() takes
      () => channel({ schema: { type: "object", properties: { text: { type: "string" } } } }),
      // @ts-expect-error a value of which nothing is known but that TypeBox takes it
      () => channel({ schema: Message as TSchema }),
      // @ts-expect-error JSON has no such values
      () => channel({ schema: Type.BigInt() }),
      // @ts-expect-error JSON has no such value
      () => channel({ schema: Type.Undefined() }),
      // @ts-expect-error JSON has no functions
      () => channel({ schema: Type.Function([], Type.String()) }),
      // @ts-expect-error a refinement is a function
      () => channel({ schema: Type.Refine(Type.String(), () => true) }),
      // @ts-expect-error what is broadcast is JSON, too
      () => channel({ schema: Message, broadcast: Type.Symbol() }),
      // @ts-expect-error the payload has no such property
      () => channel({ schema: Message, publish: (message) => ({ text: message.title }) }),
      // @ts-expect-error the result is what subscribers were promised
      () => channel({ schema: Message, publish: () => ({ text: 5 }) }),
      // @ts-expect-error nothing is not a result: drop() says that it is meant
      () => channel({ schema: Message, publish: () => undefined }),
      // @ts-expect-error the result is of the broadcast's type where there is one
      () => channel({ schema: Message, broadcast: Stored, publish: (message) => message }),
      // @ts-expect-error a batch is answered with a list
      () => channel({ schema: Message, publishAll: () => ({ text: "a" }) }),
      // @ts-expect-error events are handled one by one or together
      () => channel({ schema: Message, publish: (m) => m, publishAll: () => [] }),
      // @ts-expect-error a batch that is handled together has no order
      () => channel({ schema: Message, publishAll: () => [], order: "sequential" }),
      // @ts-expect-error there are two orders
      () => channel({ schema: Message, publish: (m) => m, order: "parallel" }),
      // @ts-expect-error promises in a list are of outcomes, too
      () => channel({ schema: Message, publishAll: (all) => all.map(async () => ({ text: 5 })) }),
      // @ts-expect-error a rule answers yes or no
      () => channel({ schema: Message, subscribe: () => "yes" }),
      // @ts-expect-error a channel is made by channel()
      () => channelNamespace({ channels: { "/a/b": { schema: Message } } }),
      // @ts-expect-error a path starts with a slash
      () => channelNamespace({ channels: { "a/b": channel({ schema: Message }) } }),
      // @ts-expect-error a wildcard ends in a star
      () => channelNamespace({ channels: {}, wildcardSubscriptions: { "/a/b": () => true } }),
    ];
    assert.equal(wrong.length, 29);
  });

  test("let through what they allow, with the payload typed", () => {
    const right = [
      channel({ schema: Message }),
      channel({ schema: Message, publish: ({ text }) => ({ text: text.trim() }) }),
      channel({ schema: Message, publish: async ({ text }) => (text === "" ? drop() : { text }) }),
      channel({ schema: Message, publish: ({ text }, { id }) => reject(`${id}${text.length}`) }),
      channel({ schema: Message, publish: async (message) => message, order: "sequential" }),
      channel({
        schema: Message,
        publishAll: (events) =>
          events.map(async ({ payload }) => (payload.text === "" ? drop() : payload)),
      }),
      channel({
        schema: Message,
        broadcast: Stored,
        publishAll: (events) =>
          events.map(({ payload }, index) => ({ text: payload.text, sequence: index })),
      }),
    ];
    assert.equal(right.length, 7);
    const namespace = channelNamespace({
      channels: { "/a/b": right[0] ?? channel({ schema: Message }) },
      wildcardSubscriptions: { "/a/*": () => false },
    });
    assert.deepEqual(Object.keys(namespace.channels), ["/a/b"]);
  });

  test("infer the payload of every kind of schema", () => {
    const Shape = Type.Union([
      Type.Object({ kind: Type.Literal("circle"), radius: Type.Number() }),
      Type.Object({ kind: Type.Literal("square"), side: Type.Number() }),
    ]);
    const Tree = Type.Cyclic(
      { Node: Type.Object({ id: Type.String(), children: Type.Array(Type.Ref("Node")) }) },
      "Node",
    );
    const channels = [
      channel({
        schema: Shape,
        publish: (shape) => {
          isExactly<"circle" | "square">()(shape.kind);
          return shape;
        },
      }),
      channel({
        schema: Tree,
        publish: (node) => {
          isExactly<string>()(node.children[0]?.id ?? "");
          return node;
        },
      }),
      channel({
        schema: Rooms.Room,
        publish: (room) => {
          isExactly<string>()(room.name);
          return room;
        },
      }),
      channel({
        schema: Type.Unsafe<{ at: string }>({ type: "object" }),
        publish: (stamp) => {
          isExactly<string>()(stamp.at);
          return stamp;
        },
      }),
      channel({
        schema: jsonSchema<{ total: number }>({ type: "object" }, { dialect: "draft-07" }),
        publish: (order) => {
          isExactly<number>()(order.total);
          return order;
        },
      }),
      channel({ schema: jsonSchema({ type: "object" }), publish: (value: unknown) => value }),
      channel({ schema: Type.Partial(Message), publish: (message) => message }),
      channel({ schema: Type.Intersect([Message, Stored]), publish: (message) => message }),
      channel({ schema: Type.Optional(Message), publish: (message) => message }),
      channel({ schema: Type.Any() }),
      channel({ schema: Type.Unknown() }),
      channel({ schema: Type.Record(Type.String(), Type.Number()), publish: (map) => map }),
      channel({ schema: Type.Tuple([Type.String()]), publish: (tuple) => tuple }),
      channel({ schema: Type.Enum(["a", "b"]), publish: (text) => text }),
      channel({ schema: Type.Script("{ text: string }"), publish: ({ text }) => ({ text }) }),
    ];
    assert.equal(channels.length, 15);
  });
});
