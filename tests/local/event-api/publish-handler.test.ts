import assert from "node:assert/strict";
import { test } from "node:test";
import { MAXIMUM_EVENT_BYTES } from "../../../local/event-api/limits.ts";
import { InvocationError, type InvocationFailure } from "../../../local/model.ts";
import { ON_PUBLISH, startEventApi, type TestEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

interface HandlerEvent {
  readonly events: readonly { readonly id: string; readonly payload: unknown }[];
}

const FAILED = "The channel namespace handler failed.";

async function start(
  context: Parameters<typeof startEventApi>[0],
  run: (event: HandlerEvent) => unknown,
  invokeType: "REQUEST_RESPONSE" | "EVENT" = "REQUEST_RESPONSE",
): Promise<TestEventApi> {
  const onPublish = { functionArn: ON_PUBLISH, invokeType };
  return startEventApi(context, {
    namespaces: [{ name: "default", onPublish }],
    functions: { [ON_PUBLISH]: run },
  });
}

/** Publishes over HTTP with a subscriber listening; gives the answer and the events that arrived. */
async function publish(api: TestEventApi, events: readonly unknown[]) {
  const socket = await api.connect();
  await socket.subscribe("s", "/default/*");
  const texts = events.map((event) => JSON.stringify(event));
  const answer = await api.post({ channel: "default/a", events: texts });
  const received = (await socket.untilNow()).map(({ event }) => event);
  return { answer, received };
}

test("a handler receives exactly the documented event, with parsed payloads", async (t) => {
  const api = await start(t, () => null);
  const body = { channel: "default/a/b", events: ['{"n":1}', '"text"', "null"] };
  await api.post(body, { "x-api-key": KEY, cookie: "session=1", "x-custom": "yes" });
  const [invocation] = api.invocations;
  assert.equal(invocation?.functionArn, ON_PUBLISH);
  assert.equal(invocation?.invokeType, "REQUEST_RESPONSE");
  const payload = invocation?.payload as HandlerEvent & {
    readonly request: { readonly headers: Readonly<Record<string, unknown>> };
  };
  const { request, events, ...rest } = payload;
  assert.deepEqual(rest, {
    identity: null,
    result: null,
    info: {
      channel: { path: "/default/a/b", segments: ["default", "a", "b"] },
      channelNamespace: { name: "default" },
      operation: "PUBLISH",
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
  });
  assert.equal(request.headers["x-custom"], "yes");
  assert.equal(request.headers.cookie, undefined);
  assert.deepEqual(
    events.map((event) => event.payload),
    [{ n: 1 }, "text", null],
  );
});

test("subscribers get what the handler returned, and the identifier is the id that it saw", async (t) => {
  const api = await start(t, ({ events }) => ({
    events: events.map(({ id, payload }) => ({ id, payload: { id, was: payload } })),
  }));
  const { answer, received } = await publish(api, [1, 2]);
  assert.equal(answer.status, 200);
  const ids = answer.body.successful.map(({ identifier }: { identifier: string }) => identifier);
  assert.deepEqual(
    received.map((text) => JSON.parse(text as string)),
    [
      { id: ids[0], was: 1 },
      { id: ids[1], was: 2 },
    ],
  );
});

test("an event with an error is in failed, an omitted one nowhere, and both reach nobody", async (t) => {
  const api = await start(t, ({ events: [first, second, , fourth] }) => ({
    events: [
      { id: second?.id, error: "E_REFUSED" },
      null,
      { id: first?.id, payload: "kept" },
      {
        id: fourth?.id,
      },
    ],
  }));
  const { answer, received } = await publish(api, ["a", "b", "c", "d"]);
  assert.equal(answer.status, 200);
  const { failed, successful } = answer.body;
  assert.deepEqual(
    failed.map(({ identifier: _, ...entry }: { identifier: string }) => entry),
    [
      { index: 1, code: 401, message: "E_REFUSED" },
      {
        index: 3,
        code: 401,
        message: "The handler returned neither a payload nor an error for this event.",
      },
    ],
  );
  assert.deepEqual(
    successful.map(({ index }: { index: number }) => index),
    [0],
  );
  assert.deepEqual(received, ['"kept"']);
  assert.equal(api.total("DroppedEvents", "default"), 1);
  assert.equal(api.total("FailedEvents", "default"), 2);
  assert.equal(api.total("SuccessfulEvents", "default"), 1);
});

test("a handler that returns nothing broadcasts nothing and the publisher is not told", async (t) => {
  for (const response of [null, undefined, {}, { events: null }, { events: [] }]) {
    const api = await start(t, () => response);
    const { answer, received } = await publish(api, [1]);
    assert.deepEqual([answer.status, answer.body], [200, { failed: [], successful: [] }]);
    assert.deepEqual(received, []);
    assert.equal(api.total("DroppedEvents", "default"), 1);
  }
});

test("a response that breaks the contract refuses the whole request with one stable text", async (t) => {
  const responses: ((event: HandlerEvent) => unknown)[] = [
    () => "ok",
    () => [],
    () => ({ events: {} }),
    () => ({ events: [7] }),
    () => ({ events: [{ payload: 1 }] }),
    () => ({ events: [{ id: "other", payload: 1 }] }),
    ({ events: [first] }) => ({ events: [{ id: first?.id, error: { secret: 1 } }] }),
    ({ events: [first] }) => ({
      events: [
        { id: first?.id, payload: 1 },
        { id: first?.id, payload: 2 },
      ],
    }),
    () => ({ error: "secret" }),
    ({ events }) => ({ events: events.map(({ id }) => ({ id, payload: "x".repeat(6_000_000) })) }),
  ];
  for (const respond of responses) {
    const api = await start(t, respond);
    const { answer, received } = await publish(api, [1]);
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.body, {
      errors: [{ errorType: "Lambda:Unhandled", message: FAILED }],
    });
    assert.deepEqual(received, []);
  }
});

test("a top-level error beside events is for the log and not for the publisher", async (t) => {
  const api = await start(t, ({ events }) => ({ events, error: "only for the log" }));
  const { answer, received } = await publish(api, [1]);
  assert.equal(answer.status, 200);
  assert.ok(!JSON.stringify(answer.body).includes("only for the log"));
  assert.deepEqual(received, ["1"]);
  assert.ok(api.log.some((line) => line.includes("only for the log")));
});

test("of a handler that fails the publisher learns the kind and nothing of the exception", async (t) => {
  const cases: [InvocationFailure | undefined, string][] = [
    ["Unhandled", "Lambda:Unhandled"],
    ["OutOfMemory", "Lambda:Unhandled"],
    ["Timeout", "ExecutionTimeout"],
    ["Throttled", "Lambda:TooManyRequestsException"],
    ["NotFound", "Lambda:ResourceNotFoundException"],
    [undefined, "Lambda:Unhandled"],
  ];
  for (const [failure, errorType] of cases) {
    const api = await start(t, () => {
      throw failure ? new InvocationError(failure, "password=1") : new Error("password=1");
    });
    const { answer, received } = await publish(api, [1]);
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get("x-amzn-errortype"), errorType);
    assert.deepEqual(answer.body, { errors: [{ errorType, message: FAILED }] });
    assert.deepEqual(received, []);
    const socket = await api.connect();
    const { type, errors } = await socket.publish("p", "/default/a", ["1"]);
    assert.equal(type, "publish_error");
    assert.deepEqual(errors, [{ errorType, message: FAILED }]);
    assert.ok(api.log.some((line) => line.includes("password=1")));
  }
});

test("EVENT broadcasts what was published, whatever the handler returns or throws", async (t) => {
  const answers: (() => unknown)[] = [
    () => ({ events: [] }),
    () => ({ error: "no" }),
    () => {
      throw new InvocationError("Throttled", "queue full");
    },
  ];
  for (const run of answers) {
    const api = await start(t, run, "EVENT");
    const { answer, received } = await publish(api, [{ n: 1 }]);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.successful.length, 1);
    assert.deepEqual(received, ['{"n":1}']);
    assert.equal(api.invocations[0]?.invokeType, "EVENT");
  }
});

test("an event that its handler grows over 240 KB vanishes without an error", async (t) => {
  const api = await start(t, ({ events }) => ({
    events: events.map(({ id, payload }) => ({
      id,
      payload: payload === 1 ? "x".repeat(MAXIMUM_EVENT_BYTES) : payload,
    })),
  }));
  const { answer, received } = await publish(api, [1, 2]);
  assert.equal(answer.status, 200);
  assert.equal(answer.body.successful.length, 2);
  assert.deepEqual(received, ["2"]);
  assert.ok(api.log.some((line) => line.includes("over 240 KB")));
});

test("without a handler the text of an event goes out byte for byte", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("s", "/default/*");
  await api.post({ channel: "/default/a", events: ['{ "a" : 1.0 }'] });
  assert.deepEqual(
    (await socket.untilNow()).map(({ event }) => event),
    ['{ "a" : 1.0 }'],
  );
  assert.equal(api.total("PublishedHandlerInvocations", "default"), 0);
});

test("a handler that AppSync may not invoke is not invoked, and the log says what is missing", async (t) => {
  const notPermitted = "the role must allow lambda:InvokeFunction";
  const handler = {
    functionArn: ON_PUBLISH,
    invokeType: "REQUEST_RESPONSE",
    notPermitted,
  } as const;
  const api = await startEventApi(t, {
    namespaces: [{ name: "default", onPublish: handler, onSubscribe: handler }],
    functions: { [ON_PUBLISH]: () => ({ events: [] }) },
  });
  const { status, body } = await api.post({ channel: "/default/a", events: ["1"] });
  assert.equal(status, 403);
  assert.equal(body.errors[0].errorType, "Lambda:AccessDeniedException");
  const socket = await api.connect();
  const refused = await socket.subscribe("s", "/default/a");
  assert.equal(refused.type, "subscribe_error");
  assert.ok(!JSON.stringify([body, refused]).includes("lambda:InvokeFunction"));
  assert.equal(api.invocations.length, 0);
  assert.equal(api.log.filter((line) => line.includes(notPermitted)).length, 2);
});
