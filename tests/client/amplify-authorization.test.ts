import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "aws-amplify/data";
import { ON_PUBLISH } from "../local/event-api/test-event-api.ts";
import { TestKey } from "../local/event-api/token-issuer.ts";
import { Inbox, PRINCIPAL, startAmplify } from "./amplify-client.ts";

test("the Amplify client signs connect, subscribe and both ways to publish", async (t) => {
  const api = await startAmplify(t, "iam");
  const channel = await events.connect("/handled/a");
  const inbox = await Inbox.of(channel);
  await events.post("/handled/a", { text: "<signed> over HTTP é" });
  assert.deepEqual(await inbox.next(), { seen: { text: "<signed> over HTTP é" } });
  await channel.publish({ text: "signed over WebSocket é" });
  assert.deepEqual(await inbox.next(), { seen: { text: "signed over WebSocket é" } });
  const identities = api.invocations
    .filter(({ functionArn }) => functionArn === ON_PUBLISH)
    .map(({ payload }) => (payload as { identity: { userArn: string } }).identity.userArn);
  assert.deepEqual(identities, [PRINCIPAL.userArn, PRINCIPAL.userArn]);
});

test("the Amplify client is let in by its own token, and by no other", async (t) => {
  await startAmplify(t, "lambda");
  const authToken = "custom-token";
  const channel = await events.connect("/default/a", { authMode: "lambda", authToken });
  const inbox = await Inbox.of(channel, { authToken });
  await events.post("/default/a", 1, { authMode: "lambda", authToken });
  assert.equal(await inbox.next(), 1);
  await channel.publish(2, { authToken });
  assert.equal(await inbox.next(), 2);
  const other = events.post("/default/a", 3, { authMode: "lambda", authToken: "other" });
  await assert.rejects(other, { name: "UnauthorizedException" });
});

test("the Amplify client calls with the access token of a user pool and of an OpenID Connect provider", async (t) => {
  const key = await TestKey.make("stage");
  for (const [mode, authType, claims] of [
    ["userPool", "AMAZON_COGNITO_USER_POOLS", { token_use: "access", client_id: "app" }],
    ["oidc", "OPENID_CONNECT", { aud: "app" }],
  ] as const) {
    const issuer = `https://${mode}.example.com`;
    const tokenProviders = [{ authType, issuer, clientIdExpression: "app" }];
    const token = await key.sign({ iss: issuer, ...claims });
    const options = { token, issuerKeys: key.publicKeys };
    const api = await startAmplify(t, mode, { tokenProviders }, options);
    const channel = await events.connect("/handled/a");
    const inbox = await Inbox.of(channel);
    await events.post("/handled/a", "over HTTP");
    assert.deepEqual(await inbox.next(), { seen: "over HTTP" });
    await channel.publish("over WebSocket");
    assert.deepEqual(await inbox.next(), { seen: "over WebSocket" });
    const subjects = api.invocations
      .filter(({ functionArn }) => functionArn === ON_PUBLISH)
      .map(({ payload }) => (payload as { identity: { sub: string } }).identity.sub);
    assert.deepEqual(subjects, ["alice", "alice"]);
    events.closeAll();
  }
});
