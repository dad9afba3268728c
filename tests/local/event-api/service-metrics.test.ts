import assert from "node:assert/strict";
import { test } from "node:test";
import { API_ID, ON_PUBLISH, ON_SUBSCRIBE, startEventApi } from "./test-event-api.ts";

test("messages count in units of 5 KB, in for each event and out for each delivery", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("exact", "/default/a");
  await socket.subscribe("all", "/default/*");
  const twoUnits = JSON.stringify("x".repeat(5_120));
  await api.post({ channel: "/default/a", events: ["1", twoUnits] });
  assert.equal(api.total("InboundMessages", "default"), 3);
  assert.equal(api.total("OutboundMessages", "default"), 6);
  assert.equal(api.total("BroadcastEventSuccess", "default"), 4);
  assert.equal(api.total("BroadcastEventSize", "default"), 1 + twoUnits.length);
  assert.equal(api.total("SuccessfulEvents", "default"), 2);
});

test("operations, handlers and HTTP requests count under the documented names and dimensions", async (t) => {
  const api = await startEventApi(t, {
    namespaces: [
      {
        name: "default",
        onPublish: { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" },
        onSubscribe: { functionArn: ON_SUBSCRIBE, invokeType: "REQUEST_RESPONSE" },
      },
    ],
    functions: { [ON_PUBLISH]: ({ events }: { events: unknown }) => ({ events }) },
  });
  const socket = await api.connect();
  await socket.subscribe("s", "/default/b");
  await socket.subscribe("s", "/default/b");
  await socket.publish("p", "/default/a", ["1", "2"]);
  await socket.publish("p", "/default/*", ["1"]);
  socket.send({ type: "unsubscribe", id: "s" });
  await socket.next();
  await socket.untilNow();
  await api.post({ channel: "/default/a", events: ["1"] });
  await api.post({ channel: "/default/a", events: ["1"] }, {});
  const refused = await api.open({ host: api.host });
  await refused.next();
  for (const [name, count, namespace] of [
    ["ConnectRequests", 2],
    ["ConnectSuccess", 1],
    ["ConnectClientError", 1],
    ["SubscribeSuccess", 1, "default"],
    ["SubscribeClientError", 1, "default"],
    ["SubscribeHandlerInvocations", 1, "default"],
    ["PublishSuccess", 1, "default"],
    ["PublishClientError", 1, "default"],
    ["PublishedHandlerInvocations", 2, "default"],
    ["InboundMessages", 3, "default"],
    ["Requests", 2],
    ["4XXError", 1],
    ["5XXError", 0],
    ["UnsubscribeSuccess", 1, "default"],
    ["UnsubscribeClientError", 1],
  ] as const) {
    assert.equal(api.total(name, namespace), count, name);
  }
  assert.equal(api.metrics.filter(({ name }) => name === "Latency").length, 2);
  for (const { dimensions } of api.metrics) {
    assert.equal(dimensions.EventAPIId, API_ID);
  }
});

test("open connections and subscriptions are sampled, a connection's life is recorded at its end", async (t) => {
  const api = await startEventApi(t, { server: { realtime: { sampleMs: 5, keepAliveMs: 5 } } });
  const socket = await api.connect();
  await socket.subscribe("s", "/default/a");
  const last = (name: string) => api.metrics.findLast((metric) => metric.name === name)?.value;
  while (last("ActiveConnections") !== 1 || last("ActiveSubscriptions") !== 1) {
    await socket.next("ka");
  }
  socket.socket.close();
  await socket.closed;
  while (api.total("DisconnectSuccess") === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(api.metrics.filter(({ name }) => name === "ConnectionDuration").length, 1);
});
