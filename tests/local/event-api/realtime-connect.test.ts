import assert from "node:assert/strict";
import { test } from "node:test";
import WebSocket from "ws";
import { API_ID, REGION, startEventApi, type TestEventApi } from "./test-event-api.ts";
import { KEY, TestSocket } from "./test-socket.ts";

const SUBPROTOCOL = "aws-appsync-event-ws";
const REFUSED = {
  errorType: "UnauthorizedException",
  errorCode: 401,
  message: "You are not authorized to make this call.",
};

/** The HTTP answer to a handshake that is refused. */
function refusedHandshake(url: string, subprotocols: string[], headers = {}): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, subprotocols, { headers });
    socket.on("error", () => undefined);
    socket.on("unexpected-response", (_request, response) => {
      resolve([response.statusCode, response.headers["x-amzn-errortype"]]);
      socket.terminate();
    });
  });
}

async function refusal(api: TestEventApi, credential: unknown): Promise<unknown> {
  const socket = await api.open(credential);
  const frame = await socket.next();
  const { code } = await socket.closed;
  assert.equal(code, 1000);
  return frame;
}

test("a connection is acknowledged with a top-level timeout and speaks the offered subprotocol", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.open();
  assert.deepEqual(await socket.next(), { type: "connection_ack", connectionTimeoutMs: 300_000 });
  assert.equal(socket.socket.protocol, SUBPROTOCOL);
});

test("connection_init is optional", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.open(undefined, { init: false });
  assert.equal((await socket.subscribe("1", "/default/a")).type, "subscribe_success");
});

test("a refused credential reads connection_error and a normal close, not an HTTP error", async (t) => {
  const api = await startEventApi(t);
  const error = { type: "connection_error", errors: [REFUSED] };
  assert.deepEqual(await refusal(api, { host: api.host, "x-api-key": "da2-wrong" }), error);
  assert.deepEqual(await refusal(api, { host: api.host }), error);
});

test("a refused connection that stays silent is told and closed all the same", async (t) => {
  const api = await startEventApi(t, { server: { realtime: { refusalGraceMs: 1 } } });
  const socket = await api.open({ host: api.host }, { init: false });
  assert.equal((await socket.next()).type, "connection_error");
  assert.equal((await socket.closed).code, 1000);
});

test("a connect credential must name the HTTP host, not the realtime host", async (t) => {
  const api = await startEventApi(t);
  const realtime = `${API_ID}.appsync-realtime-api.${REGION}.localhost:${api.port}`;
  const http = `${API_ID}.appsync-api.${REGION}.localhost:${api.port}`;
  const socket = await api.open({ host: http, "x-api-key": KEY }, { host: realtime });
  assert.equal((await socket.next()).type, "connection_ack");
  for (const host of [realtime, "elsewhere.example", undefined]) {
    const refused = await api.open({ host, "x-api-key": KEY }, { host: realtime });
    const { type, errors } = await refused.next();
    assert.equal(type, "connection_error");
    assert.ok(Array.isArray(errors));
    assert.equal(errors[0].errorType, "BadRequestException");
  }
});

test("a credential that does not decode is a bad request", async (t) => {
  const api = await startEventApi(t);
  for (const value of ["header-e30=", "header-bm8gSlNPTg", "header-W10", "header-*"]) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(value)) {
      continue;
    }
    const socket = await TestSocket.open(api.port, [SUBPROTOCOL, value]);
    socket.send({ type: "connection_init" });
    const { type, errors } = await socket.next();
    assert.equal(type, "connection_error");
    assert.ok(Array.isArray(errors));
    assert.equal(errors[0].errorType, "BadRequestException");
  }
});

test("a handshake that is none of the protocol's gets an HTTP answer", async (t) => {
  const api = await startEventApi(t);
  const url = `ws://${api.host}/event/realtime`;
  const host = `unknown.appsync-realtime-api.${REGION}.localhost`;
  const cases: [unknown, [string, string[], object?]][] = [
    [
      [400, "BadRequestException"],
      [url, ["header-e30"]],
    ],
    [
      [404, "UnknownOperationException"],
      [`ws://${api.host}/event`, [SUBPROTOCOL]],
    ],
    [
      [404, "ResourceNotFoundException"],
      [url, [SUBPROTOCOL], { host }],
    ],
  ];
  for (const [expected, handshake] of cases) {
    assert.deepEqual(await refusedHandshake(...handshake), expected);
  }
});

test("messages that are not JSON object with a type get an error and leave the socket open", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  for (const message of ["{", "[]", "null", '{"id":"1"}', '{"type":7}']) {
    socket.send(message);
    const { type, id, errors } = await socket.next();
    assert.equal(type, "error", message);
    assert.equal(id, undefined);
    assert.deepEqual(errors, [
      {
        errorType: "BadRequestException",
        message: "The message must be a JSON object with a type.",
      },
    ]);
  }
  socket.socket.send(Buffer.from('{"type":"connection_init"}'), { binary: true });
  assert.equal((await socket.next()).type, "error");
  assert.equal((await socket.subscribe("1", "/default/a")).type, "subscribe_success");
});

test("a message of an unknown type is answered without an id, and the socket lives on", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("1", "/default/a");
  for (const frame of [{ type: "start", id: "7" }, { type: "ka" }, { type: "data", id: "1" }]) {
    socket.send(frame);
    assert.deepEqual(await socket.next(), {
      type: "error",
      errors: [
        {
          errorType: "UnsupportedOperation",
          message: "Operation not supported through the realtime channel",
        },
      ],
    });
  }
  await api.post({ channel: "/default/a", events: ["1"] });
  assert.equal((await socket.next()).type, "data");
});
