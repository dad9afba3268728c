import assert from "node:assert/strict";
import { test } from "node:test";
import { InvocationError } from "../../../local/model.ts";
import { ON_SUBSCRIBE, startEventApi } from "./test-event-api.ts";

const FAILED = {
  errorType: "SubscriptionProcessingError",
  message: "The channel namespace handler failed.",
};

function start(
  context: Parameters<typeof startEventApi>[0],
  run: () => unknown,
  invokeType: "REQUEST_RESPONSE" | "EVENT" = "REQUEST_RESPONSE",
) {
  const onSubscribe = { functionArn: ON_SUBSCRIBE, invokeType };
  return startEventApi(context, {
    namespaces: [{ name: "default", onSubscribe }],
    functions: { [ON_SUBSCRIBE]: run },
  });
}

test("a handler receives the documented event, a wildcard literally and no events", async (t) => {
  const api = await start(t, () => null);
  const socket = await api.connect();
  assert.equal((await socket.subscribe("1", "default/*")).type, "subscribe_success");
  const [invocation] = api.invocations;
  assert.ok(invocation);
  const { request, ...rest } = invocation.payload as { request: { headers: object } };
  assert.deepEqual(rest, {
    identity: null,
    result: null,
    info: {
      channel: { path: "/default/*", segments: ["default", "*"] },
      channelNamespace: { name: "default" },
      operation: "SUBSCRIBE",
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    events: null,
  });
  assert.ok(!("sec-websocket-protocol" in request.headers));
  assert.equal(api.total("SubscribeHandlerInvocations", "default"), 1);
});

test("the text of error is what the subscriber reads, and nothing is delivered", async (t) => {
  const api = await start(t, () => ({ error: "E_ROOM: not yours" }));
  const socket = await api.connect();
  assert.deepEqual(await socket.subscribe("1", "/default/a"), {
    type: "subscribe_error",
    id: "1",
    errors: [{ errorType: "SubscriptionProcessingError", message: "E_ROOM: not yours" }],
  });
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.deepEqual(await socket.untilNow(), []);
});

test("null, nothing and an object without an error accept", async (t) => {
  for (const response of [null, undefined, {}, { error: null }, { events: null }]) {
    const api = await start(t, () => response);
    const socket = await api.connect();
    assert.equal((await socket.subscribe("1", "/default/a")).type, "subscribe_success");
  }
});

test("any other answer, a throw and a timeout refuse with one stable text", async (t) => {
  const answers: (() => unknown)[] = [
    () => "ok",
    () => true,
    () => [],
    () => ({ error: { secret: 1 } }),
    () => {
      throw new InvocationError("Unhandled", "password=1");
    },
    () => {
      throw new InvocationError("Timeout", "password=1");
    },
  ];
  for (const run of answers) {
    const api = await start(t, run);
    const socket = await api.connect();
    const { type, errors } = await socket.subscribe("1", "/default/a");
    assert.equal(type, "subscribe_error");
    assert.deepEqual(errors, [FAILED]);
    assert.equal(api.total("SubscribeClientError", "default"), 1);
  }
});

test("EVENT cannot refuse a subscription, even when it cannot be queued", async (t) => {
  const answers: (() => unknown)[] = [
    () => ({ error: "no" }),
    () => {
      throw new InvocationError("Throttled", "queue full");
    },
  ];
  for (const run of answers) {
    const api = await start(t, run, "EVENT");
    const socket = await api.connect();
    assert.equal((await socket.subscribe("1", "/default/a")).type, "subscribe_success");
  }
});
