import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { API_ID, REGION, type TestEventApi } from "../local/event-api/test-event-api.ts";
import { KEY, TestSocket } from "../local/event-api/test-socket.ts";
import { callers, key, PRINCIPAL, startFiveModes } from "./five-modes.ts";
import { javaScript } from "./libraries/java-script.ts";
import { kotlin } from "./libraries/kotlin.ts";
import type { Caller, HttpPublish, Library } from "./libraries/library.ts";
import { swift } from "./libraries/swift.ts";

const LIBRARIES: Readonly<Record<string, Library>> = { javaScript, kotlin, swift };
/** fetch() sets Host itself; the libraries set their own. */
function post(port: number, { headers, body }: HttpPublish): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { port, method: "POST", path: "/event", headers };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function open(library: Library, api: TestEventApi, host: string, caller: Caller) {
  const { subprotocols, headers } = await library.connect(host, caller);
  const socket = await TestSocket.open(api.port, [...subprotocols], headers);
  if (library.initializes) {
    socket.send({ type: "connection_init" });
    await socket.next("connection_ack");
  }
  return socket;
}

for (const [name, library] of Object.entries(LIBRARIES)) {
  test(`the ${name} library connects, subscribes and publishes in each of the five modes`, async (t) => {
    const api = await startFiveModes(t);
    const events = [{ path: "/a/b", name: "é" }, "two"];
    for (const [mode, caller] of Object.entries(await callers())) {
      const socket = await open(library, api, api.host, caller);
      socket.send(await library.subscribe(api.host, caller, "sub-1", "/default/a"));
      assert.equal((await socket.next()).type, "subscribe_success", mode);
      socket.send(await library.publish(api.host, caller, "pub-1", "/default/a", events));
      const frames = [await socket.next(), await socket.next(), await socket.next()];
      const received = frames.filter(({ type }) => type === "data");
      assert.ok(
        frames.some(({ type }) => type === "publish_success"),
        mode,
      );
      assert.deepEqual(
        received.map(({ event }) => JSON.parse(String(event))),
        events,
      );
      const status = await post(
        api.port,
        await library.post(api.host, caller, "/default/a", ["3"]),
      );
      assert.equal(status, 200, mode);
      assert.equal((await socket.next("data")).event, '"3"', mode);
      socket.terminate();
    }
  });

  test(`a caller of the ${name} library whom the API does not know is refused at connect`, async (t) => {
    const api = await startFiveModes(t);
    const strangers: Caller[] = [
      { apiKey: "da2-wrong" },
      { principal: { ...PRINCIPAL, secretAccessKey: "guessed" } },
      { token: await key.sign({ iss: "https://elsewhere.example.com" }) },
      { token: "other" },
    ];
    for (const caller of strangers) {
      const { subprotocols, headers } = await library.connect(api.host, caller);
      const socket = await TestSocket.open(api.port, [...subprotocols], headers);
      socket.send(await library.subscribe(api.host, caller, "1", "/default/a"));
      assert.equal((await socket.next()).type, "connection_error");
      assert.equal((await socket.closed).code, 1000);
    }
  });
}

test("plain headers of a handshake name the HTTP host of the API, and reach no handler", async (t) => {
  const api = await startFiveModes(t);
  const http = `${API_ID}.appsync-api.${REGION}.localhost`;
  const socket = await open(kotlin, api, http, { apiKey: KEY });
  socket.terminate();
  const realtime = `${API_ID}.appsync-realtime-api.${REGION}.localhost`;
  const { subprotocols, headers } = await kotlin.connect(realtime, { apiKey: KEY });
  const refused = await TestSocket.open(api.port, [...subprotocols], headers);
  refused.send({ type: "connection_init" });
  assert.equal((await refused.next()).type, "connection_error");
  const lambda = await open(kotlin, api, api.host, { token: "token:custom" });
  const authorization = { Authorization: "token:custom" };
  assert.equal(
    (await lambda.subscribe("1", "/default/a", authorization)).type,
    "subscribe_success",
  );
  for (const { payload } of api.invocations) {
    const { requestHeaders } = payload as { requestHeaders: Record<string, unknown> };
    assert.equal(requestHeaders.authorization, undefined);
    assert.equal(requestHeaders["x-amz-user-agent"], "aws-appsync-events-android#1.0.0");
  }
});
