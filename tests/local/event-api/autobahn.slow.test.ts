import assert from "node:assert/strict";
import { test } from "node:test";
import { playCases } from "../../../bench/autobahn/play.ts";
import { startEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

test("the WebSocket server passes the cases of the Autobahn test suite", async (t) => {
  const { port } = await startEventApi(t);
  const results = await playCases({ port, key: KEY, channel: "/default/echo" });
  const failed = results.filter(({ failure }) => failure !== undefined);
  t.diagnostic(`${results.length - failed.length} of ${results.length} cases passed`);
  assert.deepEqual(failed, []);
  assert.equal(new Set(results.map(({ id }) => id)).size, results.length, "every id is one case");
  assert.ok(results.length > 240, `got ${results.length} cases`);
});
