import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "aws-amplify/data";
import { Inbox, startAmplify } from "./amplify-client.ts";

test("the Amplify client subscribes and receives what is published over HTTP and WebSocket", async (t) => {
  await startAmplify(t, "apiKey");
  const channel = await events.connect("/default/greetings");
  const inbox = await Inbox.of(channel);
  await events.post("/default/greetings", [{ text: "over HTTP" }, 2]);
  assert.deepEqual(await inbox.next(), { text: "over HTTP" });
  assert.equal(await inbox.next(), 2);
  await channel.publish({ text: "over <WebSocket>" });
  assert.deepEqual(await inbox.next(), { text: "over <WebSocket>" });
});

test("a wildcard receives deeper channels, and another channel's events stay away", async (t) => {
  await startAmplify(t, "apiKey");
  const everything = await Inbox.of(await events.connect("/default/*"));
  const one = await Inbox.of(await events.connect("/default/one"));
  await events.post("/default/two/deep", "first");
  await events.post("/default/one", "second");
  assert.equal(await everything.next(), "first");
  assert.equal(await everything.next(), "second");
  assert.equal(await one.next(), "second");
  assert.ok(one.isEmpty);
});

test("the client receives what the handler returned, and refused events are in its failed list", async (t) => {
  await startAmplify(t, "apiKey");
  const channel = await events.connect("/handled/a");
  const inbox = await Inbox.of(channel);
  const failed = await events.post("/handled/a", ["refuse", "drop", "keep"]);
  assert.ok(Array.isArray(failed));
  assert.deepEqual(
    failed.map(({ identifier: _, ...entry }) => entry),
    [{ index: 0, code: 401, message: "E_REFUSED" }],
  );
  assert.deepEqual(await inbox.next(), { seen: "keep" });
  await channel.publish(["refuse", "last"]);
  assert.deepEqual(await inbox.next(), { seen: "last" });
  assert.ok(inbox.isEmpty);
});

test("a subscription that the handler refuses fails for the client with the handler's text", async (t) => {
  await startAmplify(t, "apiKey");
  const channel = await events.connect("/handled/private");
  const refused = new Promise<unknown>((resolve) => {
    channel.subscribe({ next: () => undefined, error: resolve });
  });
  assert.match(JSON.stringify(await refused), /SubscriptionProcessingError.*E_PRIVATE/);
});

test("a request that is refused as a whole throws in the client, by the name of its error type", async (t) => {
  await startAmplify(t, "apiKey");
  const post = events.post("/default/a", Array(6).fill(1));
  await assert.rejects(post, { name: "BadRequestException" });
  const wrongKey = events.post("/default/a", 1, { authMode: "apiKey", apiKey: "da2-wrong" });
  await assert.rejects(wrongKey, { name: "UnauthorizedException" });
  const channel = await events.connect("/default/a");
  await assert.rejects(channel.publish(Array(6).fill(1)), /InvalidInputError/);
});

test("a refused connect rejects in the client and is not tried again", async (t) => {
  const api = await startAmplify(t, "apiKey", { apiKeys: [] });
  await assert.rejects(events.connect("/default/a"));
  assert.equal(api.total("ConnectRequests"), 1);
});
