import assert from "node:assert/strict";
import { test } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { keySetPage } from "../../local/key-set-page.ts";
import { startEventApi } from "./event-api/test-event-api.ts";
import { TestKey } from "./event-api/token-issuer.ts";

test("another service of the machine verifies the stage's tokens by its key set", async (t) => {
  const key = await TestKey.make("stage");
  const statusPage = keySetPage(key.publicKeys);
  const api = await startEventApi(t, { server: { statusPage } });
  const url = new URL(`http://${api.host}/.well-known/jwks.json`);
  const { payload } = await jwtVerify(await key.sign({}), createRemoteJWKSet(url));
  assert.equal(payload.sub, "alice");
  const read = await fetch(url);
  assert.equal(read.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(await read.json(), key.publicKeys);
  for (const [path, method] of [
    ["/.well-known/jwks.json", "POST"],
    ["/.well-known/openid-configuration", "GET"],
  ] as const) {
    assert.equal((await fetch(`http://${api.host}${path}`, { method })).status, 404);
  }
});
