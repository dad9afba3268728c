import assert from "node:assert/strict";
import { test } from "node:test";
import { events } from "aws-amplify/data";
import { Inbox, startAmplify } from "./amplify-client.ts";

// In a file of its own: once closed, the client never reconnects again in that process.
test("the client comes back by itself after the server dropped its socket", async (t) => {
  const api = await startAmplify(t, "apiKey", {}, { realtime: { keepAliveMs: 20 } });
  const channel = await events.connect("/default/a");
  const inbox = await Inbox.of(channel);
  await events.post("/default/a", "before");
  assert.equal(await inbox.next(), "before");
  const deployed = new Map(api.apis);
  api.apis.clear();
  while (api.total("DisconnectSuccess") === 0) {
    await new Promise(setImmediate);
  }
  for (const [apiId, deployedApi] of deployed) {
    api.apis.set(apiId, deployedApi);
  }
  while (api.total("SubscribeSuccess", "default") < 2) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await events.post("/default/a", "after");
  assert.equal(await inbox.next(), "after");
  channel.close();
});
