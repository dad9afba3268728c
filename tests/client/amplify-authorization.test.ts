import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "aws-amplify/data";
import { ON_PUBLISH } from "../local/event-api/test-event-api.ts";
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
