import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { rule, testWebAcl } from "../waf/test-web-acl.ts";
import { AUTHORIZER, startEventApi } from "./test-event-api.ts";
import { serveIssuer, TestKey } from "./token-issuer.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const BODY = { channel: "/default/a", events: ["1"] };
const ISSUER = "https://login.example.com";

const JUMPS = [
  ["ten minutes ahead", 10 * MINUTE_MS],
  ["three days ahead", 3 * DAY_MS],
  ["a day back", -DAY_MS],
] as const;

/** Sets the wall clock, as the sleep of a laptop or a user does; the monotonic clock goes on. */
function setClock(t: TestContext, jump: number): void {
  t.mock.restoreAll();
  const now = Date.now.bind(Date);
  t.mock.method(Date, "now", () => now() + jump);
}

for (const [name, jump] of JUMPS) {
  test(`an authorizer's answer is kept for its TTL when the wall clock is set ${name}`, async (t) => {
    let asked = 0;
    const modes = ["AWS_LAMBDA"] as const;
    const api = await startEventApi(t, {
      namespaces: [{ name: "default" }],
      functions: {
        [AUTHORIZER]: () => {
          asked++;
          return { isAuthorized: true };
        },
      },
      api: {
        authTypes: modes,
        connectionAuthModes: modes,
        defaultPublishAuthModes: modes,
        defaultSubscribeAuthModes: modes,
        lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 60 },
      },
    });
    await api.post(BODY, { authorization: "token-1" });
    setClock(t, jump);
    await api.post(BODY, { authorization: "token-1" });
    assert.equal(asked, 1);
    const now = performance.now.bind(performance);
    t.mock.method(performance, "now", () => now() + 61_000);
    await api.post(BODY, { authorization: "token-1" });
    assert.equal(asked, 2);
  });

  test(`requests stay counted when the wall clock is set ${name}`, async (t) => {
    const statement = {
      rateBasedStatement: { limit: 2, aggregateKeyType: "IP", evaluationWindowSec: 60 },
    };
    const webAcl = testWebAcl({ rules: [rule("rate", statement)] });
    const api = await startEventApi(t, { namespaces: [{ name: "default" }], api: { webAcl } });
    assert.equal((await api.post(BODY)).status, 200);
    assert.equal((await api.post(BODY)).status, 200);
    setClock(t, jump);
    assert.equal((await api.post(BODY)).status, 403);
  });

  test(`a handler's 30 seconds do not end when the wall clock is set ${name}`, async (t) => {
    const answered = Promise.withResolvers<unknown>();
    const invoked = Promise.withResolvers<void>();
    const onPublish = { functionArn: AUTHORIZER, invokeType: "REQUEST_RESPONSE" } as const;
    const api = await startEventApi(t, {
      namespaces: [{ name: "default", onPublish }, { name: "passed" }],
      functions: {
        [AUTHORIZER]: () => {
          invoked.resolve();
          return answered.promise;
        },
      },
    });
    const publish = api.post(BODY);
    await invoked.promise;
    setClock(t, jump);
    // Requests give timers their turn.
    for (let request = 0; request < 5; request++) {
      await api.post({ ...BODY, channel: "/passed/a" });
    }
    answered.resolve({ events: [] });
    assert.equal((await publish).status, 200);
  });
}

test("a token's own times are those of the wall clock, as its issuer wrote them", async (t) => {
  const key = await TestKey.make("stage");
  const modes = ["OPENID_CONNECT"] as const;
  const api = await startEventApi(t, {
    namespaces: [{ name: "default" }],
    api: {
      authTypes: modes,
      connectionAuthModes: modes,
      defaultPublishAuthModes: modes,
      defaultSubscribeAuthModes: modes,
      tokenProviders: [{ authType: "OPENID_CONNECT", issuer: ISSUER, issuedAtTtlMs: DAY_MS }],
    },
    server: { issuerKeys: key.publicKeys },
  });
  const seconds = Math.floor(Date.now() / 1000);
  const long = await key.sign({ iss: ISSUER, exp: seconds + 7 * 86_400 });
  const short = await key.sign({ iss: ISSUER });
  const status = async (token: string) => (await api.post(BODY, { authorization: token })).status;
  assert.deepEqual([await status(long), await status(short)], [200, 200]);
  const socket = await api.open({ host: api.host, Authorization: short });
  await socket.next("connection_ack");

  setClock(t, 2 * 60 * MINUTE_MS);
  assert.deepEqual([await status(long), await status(short)], [200, 401]);
  const refused = await socket.subscribe("s", "/default/a", { Authorization: short });
  assert.equal(refused.type, "subscribe_error");
  const accepted = await socket.subscribe("s", "/default/a", { Authorization: long });
  assert.equal(accepted.type, "subscribe_success", "the socket outlives the token of its connect");

  setClock(t, 2 * DAY_MS);
  assert.equal(await status(long), 401, "iatTtl");
  setClock(t, 0);
  assert.deepEqual([await status(long), await status(short)], [200, 200]);
});

test("an issuer that cannot be read is not asked again because the wall clock was set", async (t) => {
  const key = await TestKey.make("own");
  const issuer = await serveIssuer(t, key.publicKeys);
  issuer.stated = "https://elsewhere.example.com";
  const modes = ["OPENID_CONNECT"] as const;
  const api = await startEventApi(t, {
    namespaces: [{ name: "default" }],
    api: {
      authTypes: modes,
      defaultPublishAuthModes: modes,
      tokenProviders: [{ authType: "OPENID_CONNECT", issuer: issuer.url }],
    },
  });
  const seconds = Math.floor(Date.now() / 1000);
  const token = await key.sign({ iss: issuer.url, exp: seconds + 7 * 86_400 });
  for (const [, jump] of [["now", 0] as const, ...JUMPS]) {
    setClock(t, jump);
    assert.equal((await api.post(BODY, { authorization: token })).status, 401);
  }
  assert.deepEqual(issuer.requests, ["/.well-known/openid-configuration"]);
});
