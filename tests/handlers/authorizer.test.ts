import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { authorize } from "../../handlers/authorizer/authorize.ts";
import { tokenSettings } from "../../handlers/authorizer/settings.ts";

const ISSUER = "https://issuer.example";
const AUDIENCE = "event-api";
const now = Date.parse("2026-01-01T00:00:00Z");
function inSeconds(seconds: number): number {
  return now / 1000 + seconds;
}

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: Keys;
let variables: Record<string, string>;
before(async () => {
  keys = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), alg: "ES256", kid: "one" };
  variables = {
    TOKEN_ISSUER: ISSUER,
    TOKEN_AUDIENCE: AUDIENCE,
    TOKEN_JWKS: JSON.stringify({ keys: [jwk] }),
  };
});

function token(claims: JWTPayload, privateKey: Keys["privateKey"] = keys.privateKey) {
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: "ann", exp: inSeconds(100), ...claims })
    .setProtectedHeader({ alg: "ES256", kid: "one" })
    .sign(privateKey);
}

function ask(authorizationToken: unknown) {
  return authorize({ authorizationToken }, tokenSettings(variables), now);
}

describe("the authorizer", () => {
  test("tells handlers who calls and which rooms the token names", async () => {
    assert.deepEqual(await ask(await token({ rooms: ["lobby", "support"] })), {
      isAuthorized: true,
      handlerContext: { sub: "ann", claims: '{"rooms":["lobby","support"]}' },
      ttlOverride: 100,
    });
  });

  test("hands on the claims that the settings name, as the JSON that the token has", async () => {
    variables = { ...variables, TOKEN_CLAIMS: '["tenant","roles","absent","toString"]' };
    const claims = { tenant: "acme", roles: ["admin"], secret: "x", rooms: "lobby" };
    const { handlerContext } = await ask(await token(claims));
    assert.deepEqual(JSON.parse(handlerContext?.claims ?? ""), {
      tenant: "acme",
      roles: ["admin"],
      rooms: ["lobby"],
    });
  });

  test("denies a token with a room that cannot be a channel segment, and a subject that is not a text", async () => {
    for (const rooms of [
      ["x,den"],
      "x,den",
      ["lobby", "a b"],
      ["*"],
      ["a/b"],
      ["-a"],
      [7],
      {},
      7,
    ]) {
      const answer = await ask(await token({ rooms }));
      assert.deepEqual(answer, { isAuthorized: false, ttlOverride: 0 }, JSON.stringify(rooms));
    }
    for (const sub of [7, "", ["ann"], {}]) {
      const answer = await ask(await token({ sub: sub as string }));
      assert.equal(answer.isAuthorized, false, JSON.stringify(sub));
    }
  });

  test("takes a token with the prefix that AppSync needs beside other modes", async () => {
    assert.equal((await ask(`token:${await token({})}`)).isAuthorized, true);
  });

  test("keeps an answer for five minutes at most", async () => {
    assert.equal((await ask(await token({ exp: inSeconds(86_400) }))).ttlOverride, 300);
  });

  test("denies every other token, and keeps no denial", async () => {
    const stranger = await generateKeyPair("ES256");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from("{}").toString("base64url")}.`;
    const shared = await new SignJWT({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: "ann",
      exp: inSeconds(100),
    })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(variables.TOKEN_JWKS));
    const denied: unknown[] = [
      await token({ exp: inSeconds(-100) }),
      await token({ nbf: inSeconds(100) }),
      await token({ iss: "https://other.example" }),
      await token({ aud: "other" }),
      await token({ sub: undefined as unknown as string }),
      await token({ exp: undefined as unknown as number }),
      await token({}, stranger.privateKey),
      unsigned,
      shared,
      "",
      "token:",
      undefined,
      42,
    ];
    for (const text of denied) {
      assert.deepEqual(await ask(text), { isAuthorized: false, ttlOverride: 0 }, String(text));
    }
    assert.equal((await authorize(null, tokenSettings(variables), now)).isAuthorized, false);
  });

  test("names the variable that is missing or wrong", () => {
    assert.throws(() => tokenSettings({}), /TOKEN_ISSUER is missing/);
    assert.throws(
      () => tokenSettings({ ...variables, TOKEN_JWKS: "" }),
      /TOKEN_JWKS_URL is missing/,
    );
    assert.throws(() => tokenSettings({ ...variables, TOKEN_JWKS: "{}" }), /JSON Web Key Set/);
    assert.throws(
      () => tokenSettings({ ...variables, TOKEN_JWKS: "{" }),
      /TOKEN_JWKS must be JSON/,
    );
    for (const names of ["{}", '"tenant"', "[1]"]) {
      assert.throws(
        () => tokenSettings({ ...variables, TOKEN_CLAIMS: names }),
        /TOKEN_CLAIMS must/,
      );
    }
  });
});
