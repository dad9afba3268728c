import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type JWTPayload, jwtVerify } from "jose";
import type { AuthMode } from "../../../aws-facts/auth-modes.ts";
import { IssuerKeys } from "../../../local/event-api/authorization/issuer-keys.ts";
import type { TokenProvider } from "../../../local/model.ts";
import { AUTHORIZER, ON_PUBLISH, startEventApi, type TestEventApi } from "./test-event-api.ts";
import { serveIssuer, TestKey } from "./token-issuer.ts";

const POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool";
const ISSUER = "https://login.example.com";
const COGNITO = "AMAZON_COGNITO_USER_POOLS";
const OIDC = "OPENID_CONNECT";

const key = await TestKey.make("stage");

function pool(settings: Partial<TokenProvider> = {}): TokenProvider {
  return { authType: COGNITO, issuer: POOL, ...settings };
}

function provider(settings: Partial<TokenProvider> = {}): TokenProvider {
  return { authType: OIDC, issuer: ISSUER, ...settings };
}

function start(
  context: TestContext,
  tokenProviders: readonly TokenProvider[],
  others: readonly AuthMode[] = [],
) {
  const onPublish = { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" } as const;
  const modes = [...new Set([...tokenProviders.map(({ authType }) => authType), ...others])];
  return startEventApi(context, {
    namespaces: [
      { name: "default", onPublish },
      { name: "pool", publishAuthModes: [COGNITO] },
    ],
    functions: {
      [ON_PUBLISH]: (event: { events: unknown }) => ({ events: event.events }),
      [AUTHORIZER]: () => ({ isAuthorized: true }),
    },
    api: {
      authTypes: modes,
      connectionAuthModes: modes,
      defaultPublishAuthModes: modes,
      defaultSubscribeAuthModes: modes,
      tokenProviders,
      lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 0 },
    },
    server: { issuerKeys: key.publicKeys },
  });
}

async function status(api: TestEventApi, token: string, channel = "/default/a"): Promise<number> {
  return (await api.post({ channel, events: ["1"] }, { authorization: token })).status;
}

/** The identity that the last invocation was for. */
function identityIn(api: TestEventApi): Record<string, unknown> {
  const payload = api.invocations.at(-1)?.payload as { identity: never } | undefined;
  return payload?.identity ?? assert.fail("no function was invoked");
}

test("handlers learn a Cognito user's name and groups from ID and access tokens", async (t) => {
  const api = await start(t, [pool()]);
  const id = {
    iss: POOL,
    token_use: "id",
    aud: "app",
    "cognito:username": "alice@example.com",
    "cognito:groups": ["admins", "staff"],
  };
  assert.equal(await status(api, await key.sign(id)), 200);
  const { claims, sourceIp, ...identity } = identityIn(api);
  assert.deepEqual(identity, {
    defaultAuthStrategy: "ALLOW",
    groups: ["admins", "staff"],
    issuer: POOL,
    sub: "alice",
    username: "alice@example.com",
  });
  assert.equal((claims as JWTPayload).aud, "app");
  assert.equal((sourceIp as string[]).length, 1);
  const access = { iss: POOL, token_use: "access", client_id: "app", username: "bob" };
  assert.equal(await status(api, `Bearer ${await key.sign(access)}`), 200);
  const second = identityIn(api);
  assert.deepEqual([second.username, second.groups], ["bob", null]);
});

test("handlers learn the claims, issuer and subject of an OpenID Connect token", async (t) => {
  const api = await start(t, [provider()]);
  assert.equal(await status(api, await key.sign({ iss: ISSUER, rooms: ["lobby"] })), 200);
  const { claims, ...identity } = identityIn(api);
  assert.deepEqual(identity, { issuer: ISSUER, sub: "alice" });
  assert.deepEqual((claims as JWTPayload).rooms, ["lobby"]);
});

test("connect, subscribe and publish over a socket take a token, one of its own each", async (t) => {
  const api = await start(t, [pool(), provider()]);
  const Authorization = await key.sign({ iss: POOL, token_use: "access", client_id: "app" });
  const socket = await api.open({ host: api.host, Authorization });
  await socket.next("connection_ack");
  const other = { Authorization: await key.sign({ iss: ISSUER }) };
  assert.equal((await socket.subscribe("s", "/default/a", other)).type, "subscribe_success");
  assert.equal(
    (await socket.publish("p", "/pool/a", ["1"], { Authorization })).type,
    "publish_success",
  );
  assert.equal((await socket.publish("p", "/pool/a", ["1"], other)).type, "publish_error");
  const refused = await api.open({ host: api.host, Authorization: `${Authorization}x` });
  const { errors } = await refused.next("connection_error");
  assert.deepEqual(errors, [
    {
      errorType: "UnauthorizedException",
      errorCode: 401,
      message: "You are not authorized to make this call.",
    },
  ]);
});

test("a token that is wrong in any one way is refused, and the log says in which", async (t) => {
  const stranger = await TestKey.make("stage");
  const elliptic = await TestKey.make("stage", "ES256");
  const now = Math.floor(Date.now() / 1000);
  const access = { iss: POOL, token_use: "access", client_id: "app-1" };
  const api = await start(t, [pool({ clientIdExpression: "app-\\d" })]);
  assert.equal(await status(api, await key.sign(access)), 200);
  const cases: [string, Promise<string>, RegExp][] = [
    ["another key", stranger.sign(access), /signature verification failed/],
    ["another algorithm", elliptic.sign(access), /"alg".* value not allowed/i],
    ["another issuer", key.sign({ ...access, iss: ISSUER }), /issuer is a provider of the API/],
    ["expired", key.sign({ ...access, exp: now - 1 }), /"exp" claim timestamp check failed/],
    ["not yet good", key.sign({ ...access, nbf: now + 60 }), /"nbf" claim timestamp check failed/],
    ["no expiry", key.sign({ ...access, exp: undefined }), /missing required "exp" claim/],
    ["no subject", key.sign({ ...access, sub: undefined }), /missing required "sub" claim/],
    ["no kid", key.sign(access, {}), /kid/],
    ["neither ID nor access", key.sign({ ...access, token_use: "refresh" }), /token_use must be/],
    ["part of a client", key.sign({ ...access, client_id: "my-app-1" }), /client must match/],
    ["more than a client", key.sign({ ...access, client_id: "app-12" }), /client must match/],
    ["client in aud", key.sign({ ...access, client_id: "x", aud: "app-1" }), /client must match/],
    ["ID token of none", key.sign({ ...access, token_use: "id" }), /client must match/],
    ["no token", Promise.resolve("Bearer"), /must be a JSON Web Token/],
    ["unsigned", Promise.resolve(unsigned(access)), /"alg".* value not allowed/i],
  ];
  for (const [what, token, reason] of cases) {
    assert.equal(await status(api, await token), 401, what);
    assert.match(api.log.at(-1) ?? "", reason, what);
    assert.ok(!api.log.join().includes(await token) || what === "no token", what);
  }
});

function unsigned(claims: JWTPayload): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", kid: "stage" })}.${part({ sub: "alice", ...claims })}.`;
}

test("an OpenID Connect client is in aud or azp, and each client id of a list is looked at", async (t) => {
  const api = await start(t, [provider({ clientIdExpression: "web|mobile" })]);
  for (const claims of [{ aud: "web" }, { aud: ["api", "mobile"] }, { aud: "api", azp: "web" }]) {
    assert.equal(await status(api, await key.sign({ iss: ISSUER, ...claims })), 200);
  }
  for (const claims of [{}, { aud: "webmobile" }, { aud: ["api"], azp: "tv" }]) {
    assert.equal(await status(api, await key.sign({ iss: ISSUER, ...claims })), 401);
  }
  const broken = await start(t, [provider({ clientIdExpression: "(" })]);
  assert.equal(await status(broken, await key.sign({ iss: ISSUER, aud: "(" })), 401);
  assert.match(broken.log.join(), /must be a regular expression, got \(/);
});

test("iatTtl and authTtl bound a token's age in milliseconds", async (t) => {
  const now = Math.floor(Date.now() / 1000);
  const hour = { issuedAtTtlMs: 3_600_000, authenticationTtlMs: 3_600_000 };
  const api = await start(t, [provider(hour)]);
  const aged = (iat: number, authTime?: number) =>
    key.sign({ iss: ISSUER, iat: now - iat, exp: now + 60, auth_time: authTime && now - authTime });
  assert.equal(await status(api, await aged(3_500, 3_500)), 200);
  assert.equal(await status(api, await aged(3_700, 3_500)), 401);
  assert.match(api.log.at(-1) ?? "", /iatTtl allows, 3600000 ms/);
  assert.equal(await status(api, await aged(3_500, 3_700)), 401);
  assert.match(api.log.at(-1) ?? "", /authTtl allows, 3600000 ms/);
  assert.equal(await status(api, await aged(3_500)), 401);
  const unbounded = await start(t, [provider({ issuedAtTtlMs: 0, authenticationTtlMs: 0 })]);
  assert.equal(await status(unbounded, await aged(3_700)), 200);
});

test("keys of an issuer are found by discovery, and a made-up kid does not ask for them each time", async (t) => {
  const first = await TestKey.make("first", "ES384");
  const issuer = await serveIssuer(t, first.publicKeys);
  const api = await start(t, [provider({ issuer: issuer.url })]);
  const claims = { iss: issuer.url };
  assert.equal(await status(api, await first.sign(claims)), 200);
  assert.equal(await status(api, await key.sign(claims)), 200);
  assert.equal(await status(api, await first.sign(claims, { kid: "third" })), 401);
  const read = issuer.requests.length;
  assert.equal(await status(api, await first.sign(claims, { kid: "third" })), 401);
  assert.equal(issuer.requests.length, read, "a made-up kid must not ask the issuer every time");
});

test("a key that an issuer adds is found when a token names it, and one that it drops is not", async (t) => {
  const first = await TestKey.make("first");
  const second = await TestKey.make("second");
  const issuer = await serveIssuer(t, first.publicKeys);
  const keys = new IssuerKeys({ keys: [] }, { cooldownMs: 0 }).of(issuer.url);
  await jwtVerify(await first.sign({}), keys);
  issuer.keys = second.publicKeys;
  await jwtVerify(await second.sign({}), keys);
  await assert.rejects(jwtVerify(await first.sign({}), keys), { code: "ERR_JWKS_NO_MATCHING_KEY" });
});

test("an issuer that cannot be read, or that names another, lets nobody in and is not asked each time", async (t) => {
  const own = await TestKey.make("own");
  const issuer = await serveIssuer(t, own.publicKeys);
  issuer.stated = "https://elsewhere.example.com";
  const api = await start(t, [provider({ issuer: issuer.url })]);
  assert.equal(await status(api, await own.sign({ iss: issuer.url })), 401);
  assert.match(api.log.at(-1) ?? "", /must name the issuer .*npm run token/);
  assert.equal(await status(api, await own.sign({ iss: issuer.url })), 401);
  assert.deepEqual(issuer.requests, ["/.well-known/openid-configuration"]);
});

test("beside these modes a JSON Web Token is not the Lambda authorizer's, and the log says so", async (t) => {
  const api = await start(t, [pool()], ["AWS_LAMBDA"]);
  const token = await key.sign({ iss: "https://login.local.example.com" });
  assert.equal(await status(api, token), 401);
  assert.match(api.log.at(-1) ?? "", /hands no JSON Web Token to the Lambda authorizer/);
  assert.equal(await status(api, `token:${token}`), 200);
});

test("of several pools and providers the token's issuer says which is meant", async (t) => {
  const other = `${POOL}2`;
  const api = await start(t, [
    pool({ clientIdExpression: "web" }),
    pool({ issuer: other, clientIdExpression: "mobile" }),
    provider(),
  ]);
  const access = { token_use: "access", client_id: "mobile" };
  assert.equal(await status(api, await key.sign({ ...access, iss: other })), 200);
  assert.equal(await status(api, await key.sign({ ...access, iss: POOL })), 401);
  assert.equal(await status(api, await key.sign({ iss: ISSUER })), 200);
});
