import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import WebSocket from "ws";
import { serveEventApis } from "../../local/event-api/event-api-server.ts";
import { startEventApi } from "../local/event-api/test-event-api.ts";
import { KEY, TestSocket } from "../local/event-api/test-socket.ts";
import { kotlin } from "./libraries/kotlin.ts";
import { swift } from "./libraries/swift.ts";
import { selfSigned } from "./self-signed.ts";

const tls = await selfSigned();
const skip = tls === undefined && "openssl is needed to make a certificate, and is not installed";

/** The status and body of a POST over https to a server whose certificate is trusted. */
async function post(port: number, ca: string, headers: Record<string, string>, body: string) {
  const options = { port, ca, path: "/event", method: "POST", headers, servername: "localhost" };
  const sent = request(options).end(body);
  const [response] = await once(sent, "response");
  return { status: response.statusCode, body: JSON.parse(await text(response)) };
}

test("the Kotlin and Swift libraries, which insist on TLS, are served over https and wss", {
  skip,
}, async (t) => {
  if (tls === undefined) {
    return;
  }
  const api = await startEventApi(t, { server: { tls } });
  const caller = { apiKey: KEY };
  for (const library of [kotlin, swift]) {
    const { subprotocols, headers } = await library.connect(api.host, caller);
    const url = `wss://localhost:${api.port}/event/realtime`;
    const secure: WebSocket = new WebSocket(url, [...subprotocols], {
      headers,
      ca: tls.certificate,
    });
    t.after(() => secure.terminate());
    const socket = new TestSocket(secure);
    await once(secure, "open");
    socket.send(await library.subscribe(api.host, caller, "1", "/default/a"));
    await socket.next("subscribe_success");
    const sent = await library.post(api.host, caller, "/default/a", [{ id: 7 }]);
    const { status, body } = await post(api.port, tls.certificate, sent.headers, sent.body);
    assert.equal(status, 200);
    assert.equal(body.successful.length, 1);
    assert.equal((await socket.next("data")).event, '{"id":7}');
  }
});

test("a certificate that is none is told with the way out", async () => {
  const server = serveEventApis({
    port: 0,
    apis: () => new Map(),
    invoker: { invoke: async () => ({ value: null, bytes: 4 }) },
    principals: [],
    metrics: { record: () => undefined },
    tls: { certificate: "no", key: "pem" },
  });
  await assert.rejects(server, /TLS needs a certificate and its private key, both as PEM.*mkcert/);
});
