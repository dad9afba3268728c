import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import type { RealtimeSettings } from "../../../local/event-api/server-options.ts";
import { InvocationError } from "../../../local/model.ts";
import { API_ID, AUTHORIZER, ON_PUBLISH, startEventApi } from "./test-event-api.ts";

const LAMBDA = ["AWS_LAMBDA"] as const;

interface Options {
  readonly resultTtlSeconds?: number;
  readonly identityValidationExpression?: string;
  readonly notPermitted?: string;
}

function start(
  context: Parameters<typeof startEventApi>[0],
  authorizer: (event: { authorizationToken: string }) => unknown,
  options: Options = {},
  realtime: Partial<RealtimeSettings> = {},
) {
  const onPublish = { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" } as const;
  return startEventApi(context, {
    namespaces: [{ name: "default", onPublish }],
    functions: {
      [ON_PUBLISH]: (event: { events: unknown }) => ({ events: event.events }),
      [AUTHORIZER]: authorizer,
    },
    api: {
      authTypes: LAMBDA,
      connectionAuthModes: LAMBDA,
      defaultPublishAuthModes: LAMBDA,
      defaultSubscribeAuthModes: LAMBDA,
      lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 0, ...options },
    },
    server: { realtime },
  });
}

const BODY = { channel: "default/a", events: ["1"] };
const TOKEN = { authorization: "token-1" };

test("the authorizer gets the documented request for connect, subscribe and publish", async (t) => {
  const api = await start(t, () => ({ isAuthorized: true }));
  const socket = await api.open({ host: api.host, Authorization: "token-1" });
  await socket.next("connection_ack");
  await socket.subscribe("s", "default/*", { Authorization: "token-1" });
  await api.post(BODY, { ...TOKEN, "x-custom": "yes" });
  const calls = api.invocations
    .filter(({ functionArn }) => functionArn === AUTHORIZER)
    .map(({ payload }) => payload as AuthorizerEvent);
  assert.deepEqual(
    calls.map(({ authorizationToken, requestContext: { requestId: _, ...context } }) => ({
      authorizationToken,
      ...context,
    })),
    [
      { operation: "EVENT_CONNECT", channelNamespaceName: null, channel: null },
      { operation: "EVENT_SUBSCRIBE", channelNamespaceName: "default", channel: "/default/*" },
      { operation: "EVENT_PUBLISH", channelNamespaceName: "default", channel: "/default/a" },
    ].map((context) => ({
      authorizationToken: "token-1",
      apiId: API_ID,
      accountId: "000000000000",
      ...context,
    })),
  );
  assert.equal(calls[2]?.requestHeaders["x-custom"], "yes");
});

interface AuthorizerEvent {
  readonly authorizationToken: string;
  readonly requestContext: Readonly<Record<string, unknown>>;
  readonly requestHeaders: Readonly<Record<string, unknown>>;
}

test("handlers get the authorizer's context as identity", async (t) => {
  const handlerContext = { sub: "alice", rooms: "lobby,support" };
  const api = await start(t, () => ({ isAuthorized: true, handlerContext }));
  assert.equal((await api.post(BODY, TOKEN)).status, 200);
  const { identity } = (api.invocations.at(-1) ?? never()).payload as { identity: unknown };
  assert.deepEqual(identity, { handlerContext });
});

test("everything but a well-formed yes is a denial", async (t) => {
  const answers: (() => unknown)[] = [
    () => ({ isAuthorized: false }),
    () => ({}),
    () => null,
    () => "yes",
    () => ({ isAuthorized: "true" }),
    () => ({ isAuthorized: true, handlerContext: { rooms: ["lobby"] } }),
    () => ({ isAuthorized: true, handlerContext: ["lobby"] }),
    () => ({ isAuthorized: true, ttlOverride: -1 }),
    () => {
      throw new InvocationError("Unhandled", "password=1");
    },
  ];
  for (const run of answers) {
    const api = await start(t, run);
    const answer = await api.post(BODY, TOKEN);
    assert.equal(answer.status, 401, String(run));
    assert.ok(!JSON.stringify(answer.body).includes("password"));
    const socket = await api.open({ host: api.host, Authorization: "token-1" });
    assert.equal((await socket.next()).type, "connection_error");
  }
});

test("messages that come while the authorizer thinks wait for its answer", async (t) => {
  for (const isAuthorized of [true, false]) {
    const gate = Promise.withResolvers<unknown>();
    const api = await start(t, () => gate.promise, {}, { refusalGraceMs: 60_000 });
    const socket = await api.open({ host: api.host, Authorization: "token-1" });
    const received = once(socket.socket, "pong");
    socket.socket.ping();
    await received;
    gate.resolve({ isAuthorized });
    assert.equal((await socket.next()).type, isAuthorized ? "connection_ack" : "connection_error");
  }
});

test("without a TTL every operation asks; with one, an answer serves its own channel, operation and token", async (t) => {
  let asked = 0;
  const count = () => {
    asked++;
    return { isAuthorized: true };
  };
  const uncached = await start(t, count);
  await uncached.post(BODY, TOKEN);
  await uncached.post(BODY, TOKEN);
  assert.equal(asked, 2);
  asked = 0;
  const cached = await start(t, count, { resultTtlSeconds: 60 });
  for (let repeat = 0; repeat < 3; repeat++) {
    await cached.post(BODY, TOKEN);
  }
  assert.equal(asked, 1);
  await cached.post(BODY, { authorization: "token-2" });
  await cached.post({ ...BODY, channel: "default/b" }, TOKEN);
  assert.equal(asked, 3);
  const socket = await cached.open({ host: cached.host, Authorization: "token-1" });
  await socket.next("connection_ack");
  await socket.subscribe("s", "default/a", { Authorization: "token-1" });
  assert.equal(asked, 5);
  const again = await cached.open({ host: cached.host, Authorization: "token-1" });
  await again.next("connection_ack");
  assert.equal(asked, 5);
});

test("ttlOverride replaces the TTL both ways, and an answer expires", async (t) => {
  let asked = 0;
  let ttlOverride = 0;
  const authorizer = () => {
    asked++;
    return { isAuthorized: true, ttlOverride };
  };
  const api = await start(t, authorizer, { resultTtlSeconds: 60 });
  await api.post(BODY, TOKEN);
  await api.post(BODY, TOKEN);
  assert.equal(asked, 2);
  ttlOverride = 30;
  await api.post(BODY, TOKEN);
  const now = performance.now.bind(performance);
  let later = 29_000;
  t.mock.method(performance, "now", () => now() + later);
  await api.post(BODY, TOKEN);
  assert.equal(asked, 3);
  later = 31_000;
  await api.post(BODY, TOKEN);
  assert.equal(asked, 4);
});

test("a denial is kept for the TTL too, a failure never", async (t) => {
  let asked = 0;
  const denied = await start(
    t,
    () => {
      asked++;
      return { isAuthorized: false };
    },
    { resultTtlSeconds: 60 },
  );
  await denied.post(BODY, TOKEN);
  await denied.post(BODY, TOKEN);
  assert.equal(asked, 1);
  let failing = true;
  const recovering = await start(
    t,
    () => {
      if (failing) {
        throw new InvocationError("Throttled", "busy");
      }
      return { isAuthorized: true };
    },
    { resultTtlSeconds: 60 },
  );
  assert.equal((await recovering.post(BODY, TOKEN)).status, 401);
  failing = false;
  assert.equal((await recovering.post(BODY, TOKEN)).status, 200);
});

test("a token that fails identityValidationExpression never reaches the authorizer", async (t) => {
  const api = await start(t, () => ({ isAuthorized: true }), {
    identityValidationExpression: "^token-\\d$",
  });
  assert.equal((await api.post(BODY, { authorization: "other" })).status, 401);
  assert.equal(api.invocations.length, 0);
  assert.equal((await api.post(BODY, TOKEN)).status, 200);
  const broken = await start(t, () => ({ isAuthorized: true }), {
    identityValidationExpression: "(",
  });
  assert.equal((await broken.post(BODY, TOKEN)).status, 401);
  assert.ok(broken.log.some((line) => line.includes("identityValidationExpression")));
});

function never(): never {
  assert.fail("the function was not invoked");
}

test("an empty token is refused without a message, and the authorizer is not asked", async (t) => {
  const api = await start(t, () => ({ isAuthorized: true }));
  const refusal = { errorType: "UnauthorizedException" };
  for (const empty of ["", "  "]) {
    const refused = await api.open({ host: api.host, Authorization: empty });
    assert.deepEqual(await refused.next(), {
      type: "connection_error",
      errors: [{ ...refusal, errorCode: 401 }],
    });
    const answer = await api.post(BODY, { authorization: empty });
    assert.deepEqual([answer.status, answer.body], [401, { errors: [refusal] }]);
  }
  assert.deepEqual(api.invocations, []);
  const socket = await api.open({ host: api.host, Authorization: "token-1" });
  await socket.next("connection_ack");
  const subscribe = await socket.subscribe("s", "default/a", { Authorization: "" });
  assert.deepEqual(subscribe, { type: "subscribe_error", id: "s", errors: [refusal] });
  const publish = await socket.publish("p", "default/a", ["1"], { Authorization: " " });
  assert.deepEqual(publish, { type: "publish_error", id: "p", errors: [refusal] });
  assert.equal(api.invocations.length, 1);
  assert.match(api.log.join(), /its Authorization is empty/);
});

test("an authorizer that AppSync may not invoke is not asked, and the log says what is missing", async (t) => {
  const notPermitted = "a permission must let appsync.amazonaws.com invoke it";
  const api = await start(t, () => ({ isAuthorized: true }), { notPermitted });
  assert.equal((await api.post(BODY, TOKEN)).status, 401);
  assert.equal(api.invocations.length, 0);
  assert.ok(api.log.some((line) => line.includes(notPermitted)));
});
