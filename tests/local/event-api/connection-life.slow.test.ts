import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { serveEventApis } from "../../../local/event-api/event-api-server.ts";
import { startEventApi } from "./test-event-api.ts";

test("an open connection gets a keep-alive message again and again", async (t) => {
  const api = await startEventApi(t, { server: { realtime: { keepAliveMs: 5 } } });
  const socket = await api.connect();
  for (let count = 0; count < 3; count++) {
    assert.deepEqual(await socket.next("ka"), { type: "ka" });
  }
});

test("a connection ends when it reaches its maximum life", async (t) => {
  const realtime = { keepAliveMs: 5, maximumLifeMs: 20 };
  const api = await startEventApi(t, { server: { realtime } });
  const socket = await api.connect();
  const { code, reason } = await socket.closed;
  assert.equal(code, 1001);
  assert.match(reason, /maximum life/);
});

for (const [name, jump] of [
  ["ten minutes ahead", 10 * 60_000],
  ["three days ahead", 3 * 24 * 3_600_000],
  ["a day back", -24 * 3_600_000],
] as const) {
  test(`a wall clock set ${name} neither drops a socket nor stops it`, async (t) => {
    const api = await startEventApi(t, { server: { realtime: { keepAliveMs: 5 } } });
    const socket = await api.connect();
    const now = Date.now.bind(Date);
    t.mock.method(Date, "now", () => now() + jump);
    for (let count = 0; count < 3; count++) {
      await socket.next("ka");
    }
    assert.equal((await socket.subscribe("s", "/default/a")).type, "subscribe_success");
    assert.equal(api.total("DisconnectClientError"), 0);
    socket.terminate();
    while (api.total("DisconnectClientError") === 0) {
      await new Promise(setImmediate);
    }
    assert.ok(Math.abs(api.total("ConnectionDuration")) < 60_000);
  });
}

test("a socket that answers no ping is dropped, one that does stays", async (t) => {
  const realtime = { keepAliveMs: 100, connectionTimeoutMs: 1_500 };
  const api = await startEventApi(t, { server: { realtime } });
  const alive = await api.connect();
  const dead = await api.connect();
  dead.socket.pause();
  while (api.total("DisconnectClientError") === 0) {
    await alive.next("ka");
  }
  assert.equal(api.total("DisconnectClientError"), 1);
  assert.equal((await alive.subscribe("s", "/default/a")).type, "subscribe_success");
});

test("a subscriber that does not read is dropped before it fills the memory, others go on", async (t) => {
  const realtime = { maximumBufferedBytes: 256 * 1024 };
  const api = await startEventApi(t, { server: { realtime } });
  const slow = await api.connect();
  const quick = await api.connect();
  await slow.subscribe("s", "/default/a");
  await quick.subscribe("s", "/default/a");
  slow.socket.pause();
  const event = JSON.stringify("x".repeat(200_000));
  let publishes = 0;
  while (api.total("DisconnectServerError") === 0) {
    await api.post({ channel: "/default/a", events: [event] });
    await quick.next("data");
    publishes++;
    assert.ok(publishes < 1_000, "the slow subscriber was never dropped");
  }
  assert.ok(api.log.some((line) => line.includes("subscriber was dropped")));
  const before = api.total("BroadcastEventSuccess", "default");
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.equal(api.total("BroadcastEventSuccess", "default"), before + 1);
  slow.socket.resume();
  const { code, reason } = await slow.closed;
  assert.deepEqual([code, reason], [1008, "The subscriber reads too slowly."]);
});

test("connections of an API that is deleted are closed, and its host is unknown", async (t) => {
  const api = await startEventApi(t, { server: { realtime: { keepAliveMs: 5 } } });
  const socket = await api.connect();
  api.apis.clear();
  const { code, reason } = await socket.closed;
  assert.deepEqual([code, reason], [1001, "The API was deleted."]);
  assert.equal((await api.post({ channel: "/default/a", events: ["1"] })).status, 404);
});

test("closing the server closes every socket and frees the port", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await api.close();
  assert.equal((await socket.closed).code, 1001);
  const again = await serveEventApis({
    port: api.port,
    apis: () => api.apis,
    invoker: { invoke: async () => ({ value: null, bytes: 4 }) },
    principals: [],
    metrics: { record: () => undefined },
  });
  assert.equal(again.port, api.port);
  await again.close();
});

test("a port in use is said with the port and the way out", async (t) => {
  const api = await startEventApi(t);
  const second = serveEventApis({
    port: api.port,
    apis: () => api.apis,
    invoker: { invoke: async () => ({ value: null, bytes: 4 }) },
    principals: [],
    metrics: { record: () => undefined },
  });
  await assert.rejects(second, {
    message: `Port ${api.port} of 127.0.0.1 is in use by another process. Choose another one with --port.`,
  });
});

test("a publisher that goes away mid-body leaves the server working", async (t) => {
  const api = await startEventApi(t);
  const { connect } = await import("node:net");
  const socket = connect(api.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST /event HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{");
  while (api.total("Requests") === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.destroy();
  assert.equal((await api.post({ channel: "/default/a", events: ["1"] })).status, 200);
});
