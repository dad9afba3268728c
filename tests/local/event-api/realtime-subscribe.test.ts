import assert from "node:assert/strict";
import { test } from "node:test";
import { startEventApi } from "./test-event-api.ts";
import type { Frame } from "./test-socket.ts";
import { KEY } from "./test-socket.ts";

function errorTypes({ errors }: Frame): unknown {
  assert.ok(Array.isArray(errors));
  return errors.map(({ errorType }) => errorType);
}

test("a subscriber gets each event as a message of its own, the event as a string of JSON", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  assert.deepEqual(await socket.subscribe("one", "/default/a"), {
    type: "subscribe_success",
    id: "one",
  });
  await api.post({ channel: "default/a", events: ['{"text":"\\"<é🙂"}', '"plain"', "42"] });
  const received = await socket.untilNow();
  assert.deepEqual(received, [
    { type: "data", id: "one", event: '{"text":"\\"<é🙂"}' },
    { type: "data", id: "one", event: '"plain"' },
    { type: "data", id: "one", event: "42" },
  ]);
});

test("overlapping subscriptions of one socket each get the event, deeper levels included", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  for (const [id, channel] of [
    ["exact", "/default/a/b"],
    ["near", "/default/a/*"],
    ["all", "default/*"],
    ["upper", "/default/A/b"],
    ["prefix", "/default/a"],
  ] as const) {
    assert.equal((await socket.subscribe(id, channel)).type, "subscribe_success");
  }
  await api.post({ channel: "/default/a/b", events: ["1"] });
  const ids = (await socket.untilNow()).map(({ id }) => id);
  assert.deepEqual(ids.sort(), ["all", "exact", "near"]);
});

test("an unsubscribed subscription gets nothing more, and its id can be used again", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("one", "/default/a");
  socket.send({ type: "unsubscribe", id: "one" });
  assert.deepEqual(await socket.next(), { type: "unsubscribe_success", id: "one" });
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.deepEqual(await socket.untilNow(), []);
  assert.equal((await socket.subscribe("one", "/default/a")).type, "subscribe_success");
});

test("unsubscribing from what is not there is an unknown operation", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  socket.send({ type: "unsubscribe", id: "none" });
  const answer = await socket.next();
  assert.equal(answer.type, "unsubscribe_error");
  assert.equal(answer.id, "none");
  assert.deepEqual(errorTypes(answer), ["UnknownOperationError"]);
});

test("an id that is in use is refused and the first subscription stays", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("one", "/default/a");
  const answer = await socket.subscribe("one", "/default/b");
  assert.equal(answer.type, "subscribe_error");
  assert.deepEqual(errorTypes(answer), ["DuplicatedOperationError"]);
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.equal((await socket.untilNow()).length, 1);
});

test("an id is 1 to 128 letters, digits, hyphens, underscores and plus signs", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  const longest = "aZ09-_+".padEnd(128, "x");
  assert.equal((await socket.subscribe(longest, "/default/a")).type, "subscribe_success");
  for (const id of ["", "a b", "é", `${longest}x`, 7, undefined]) {
    const answer = await socket.subscribe(id as string, "/default/a");
    const echoed = typeof id === "string" && id.length <= 128;
    assert.equal(answer.type, echoed ? "subscribe_error" : "error");
    assert.equal(answer.id, echoed ? id : undefined);
    assert.deepEqual(errorTypes(answer), ["BadRequestException"]);
  }
});

test("a channel that breaks the grammar, or names no namespace, is refused", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  for (const channel of ["/*", "/default/*/a", "/a_b", "", 7, undefined]) {
    const answer = await socket.subscribe("1", channel);
    assert.equal(answer.type, "subscribe_error");
    assert.deepEqual(answer.errors, [
      { errorType: "BadRequestException", message: "Invalid Channel Format" },
    ]);
  }
  const unknown = await socket.subscribe("1", "/nowhere/a");
  assert.deepEqual(unknown.errors, [{ errorType: "UnauthorizedException" }]);
});

test("a connection has at most 200 subscriptions, refused ones not counted", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("refused", "/nowhere/a");
  for (let id = 0; id < 200; id++) {
    assert.equal((await socket.subscribe(`${id}`, "/default/a")).type, "subscribe_success");
  }
  const over = await socket.subscribe("over", "/default/a");
  assert.deepEqual(errorTypes(over), ["MaxSubscriptionsReachedError"]);
  socket.send({ type: "unsubscribe", id: "0" });
  await socket.next("unsubscribe_success");
  assert.equal((await socket.subscribe("over", "/default/a")).type, "subscribe_success");
});

test("subscribes that are still being authorized count for ids and for the limit", async (t) => {
  const gate = Promise.withResolvers<null>();
  const handler = { functionArn: "f", invokeType: "REQUEST_RESPONSE" } as const;
  const api = await startEventApi(t, {
    namespaces: [{ name: "default", onSubscribe: handler }, { name: "open" }],
    functions: { f: () => gate.promise },
  });
  const socket = await api.connect();
  const authorization = { "x-api-key": KEY };
  for (let id = 0; id < 200; id++) {
    socket.send({ type: "subscribe", id: `${id}`, channel: "/default/a", authorization });
  }
  assert.deepEqual(errorTypes(await socket.subscribe("0", "/open/a")), [
    "DuplicatedOperationError",
  ]);
  const over = await socket.subscribe("over", "/open/a");
  assert.deepEqual(errorTypes(over), ["MaxSubscriptionsReachedError"]);
  gate.resolve(null);
  for (let count = 0; count < 200; count++) {
    await socket.next("subscribe_success");
  }
});

test("an unsubscribe that comes before its subscribe_success is ignored in silence", async (t) => {
  const gate = Promise.withResolvers<null>();
  const handler = { functionArn: "f", invokeType: "REQUEST_RESPONSE" } as const;
  const api = await startEventApi(t, {
    namespaces: [{ name: "default", onSubscribe: handler }],
    functions: { f: () => gate.promise },
  });
  const socket = await api.connect();
  const authorization = { "x-api-key": KEY };
  socket.send({ type: "subscribe", id: "1", channel: "/default/a", authorization });
  socket.send({ type: "unsubscribe", id: "1" });
  assert.deepEqual(await socket.untilNow(), []);
  assert.match(api.log.join(), /unsubscribe of 1 came before its subscribe_success/);
  gate.resolve(null);
  await socket.next("subscribe_success");
  await api.post({ channel: "/default/a", events: ["7"] });
  assert.equal((await socket.next("data")).event, "7");
});

test("each operation is authorized on its own, whatever the connection was", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  for (const authorization of [undefined, {}, { "x-api-key": "da2-wrong" }, "da2-current"]) {
    socket.send({ type: "subscribe", id: "1", channel: "/default/a", authorization });
    const answer = await socket.next("subscribe_error");
    assert.deepEqual(errorTypes(answer), ["UnauthorizedException"]);
  }
});

test("a closed socket leaves no subscription behind", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  const other = await api.connect();
  await socket.subscribe("1", "/default/a");
  await other.subscribe("1", "/default/a");
  socket.socket.close();
  await socket.closed;
  await other.untilNow();
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.equal(api.total("BroadcastEventSuccess", "default"), 1);
  assert.equal(api.total("BroadcastEventClientError", "default"), 0);
});
