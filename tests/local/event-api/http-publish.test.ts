import assert from "node:assert/strict";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { test } from "node:test";
import { MAXIMUM_EVENT_BYTES } from "../../../local/event-api/limits.ts";
import { API_ID, eventApi, REGION, startEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function errorOf(body: unknown): unknown {
  assert.ok(typeof body === "object" && body !== null && "errors" in body);
  return body.errors;
}

test("a publish answers 200 with an identifier and the index of every event", async (t) => {
  const api = await startEventApi(t);
  const { status, headers, body } = await api.post({ channel: "default/a", events: ["1", "2"] });
  assert.equal(status, 200);
  assert.match(headers.get("x-amzn-requestid") ?? "", UUID);
  assert.deepEqual(body.failed, []);
  assert.deepEqual(
    body.successful.map(({ index }: { index: number }) => index),
    [0, 1],
  );
  for (const { identifier } of body.successful) {
    assert.match(identifier, UUID);
  }
});

test("every request-level mistake has its status, error type and message", async (t) => {
  const api = await startEventApi(t);
  const channel = "/default/a";
  const cases: [unknown, number, string, string?][] = [
    ["{", 400, "SerializationException", "The body must be JSON."],
    ["[]", 400, "SerializationException", "The body must be a JSON object of channel and events."],
    [{ events: ["1"] }, 400, "SerializationException", "channel must be a string."],
    [{ channel }, 400, "BadRequestException", "Missing events"],
    [{ channel, events: null }, 400, "BadRequestException", "Missing events"],
    [{ channel, events: "1" }, 400, "BadRequestException"],
    [{ channel, events: [{ id: 7 }] }, 400, "BadRequestException"],
    [
      { channel: "/default/a#b", events: ["1"] },
      400,
      "BadRequestException",
      "Invalid Channel Format",
    ],
    [{ channel, events: ["1", { a: 1 }] }, 400, "BadRequestException"],
    [{ channel, events: ["1", "{"] }, 400, "BadRequestException", "events[1] must be JSON."],
    [{ channel, events: [] }, 400, "BadRequestException", "Missing events"],
    [
      { channel, events: ["1", "2", "3", "4", "5", "6"] },
      400,
      "BadRequestException",
      "Input exceeded 5 event limit",
    ],
    [{ channel: "/de_fault", events: ["1"] }, 400, "BadRequestException", "Invalid Channel Format"],
    [
      { channel: "/default/*", events: ["1"] },
      400,
      "BadRequestException",
      "Invalid Channel Format",
    ],
    [{ channel: "/nowhere/a", events: ["1"] }, 401, "UnauthorizedException"],
  ];
  for (const [body, status, errorType, message] of cases) {
    const answer = await api.post(body);
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.equal(answer.headers.get("x-amzn-errortype"), errorType);
    assert.match(answer.headers.get("x-amzn-requestid") ?? "", UUID);
    assert.deepEqual(errorOf(answer.body), [message ? { errorType, message } : { errorType }]);
  }
  assert.match(api.log.join(), /events\[1\] must be a string that holds JSON, got object/);
});

test("an event may have 240 KB and not one byte more", async (t) => {
  const api = await startEventApi(t);
  const event = (bytes: number) => JSON.stringify("x".repeat(bytes - 2));
  const fits = await api.post({ channel: "/default/a", events: [event(MAXIMUM_EVENT_BYTES)] });
  assert.equal(fits.status, 200);
  const over = await api.post({ channel: "/default/a", events: [event(MAXIMUM_EVENT_BYTES + 1)] });
  assert.equal(over.status, 400);
  assert.deepEqual(errorOf(over.body), [
    { errorType: "BadRequestException", message: "Input exceeded 240 KB event limit" },
  ]);
});

test("a body over 1.2 MB is refused, and the next request is served", async (t) => {
  const api = await startEventApi(t);
  const event = JSON.stringify("x".repeat(MAXIMUM_EVENT_BYTES - 2));
  const over = await api.post({ channel: "/default/a", events: Array(5).fill(event) });
  assert.equal(over.status, 400);
  assert.deepEqual(errorOf(over.body), [
    { errorType: "BadRequestException", message: "Input exceeded 1.2 MB request limit" },
  ]);
  assert.equal((await api.post({ channel: "/default/a", events: ["1"] })).status, 200);
});

test("a missing, wrong or expired API key is refused", async (t) => {
  const expired = { apiKeyId: "old", key: "da2-old", expires: 1_700_000_000 };
  const api = await startEventApi(t, { api: { apiKeys: [expired] } });
  for (const headers of [{}, { "x-api-key": "da2-wrong" }, { "x-api-key": "da2-old" }]) {
    const answer = await api.post({ channel: "/default/a", events: ["1"] }, headers as never);
    assert.equal(answer.status, 401);
    assert.deepEqual(errorOf(answer.body), [
      {
        errorType: "UnauthorizedException",
        message: "You are not authorized to make this call.",
      },
    ]);
  }
});

test("both keys of a rotation are accepted while neither is expired", async (t) => {
  const keys = ["da2-first", "da2-second"].map((key) => ({
    apiKeyId: key,
    key,
    expires: 4_102_444_800,
  }));
  const api = await startEventApi(t, { api: { apiKeys: keys } });
  for (const { key } of keys) {
    const headers = { "x-api-key": key };
    assert.equal((await api.post({ channel: "default", events: ["1"] }, headers)).status, 200);
  }
});

test("unknown paths, methods and API hosts answer 404 in their own words", async (t) => {
  const api = await startEventApi(t);
  const path = await fetch(`http://${api.host}/events`, { method: "POST" });
  assert.equal(path.status, 404);
  assert.equal(path.headers.get("x-amzn-errortype"), "UnknownOperationException");
  const method = await fetch(`http://${api.host}/event`);
  assert.equal(method.status, 404);
  assert.equal(method.headers.get("x-amzn-errortype"), "UnknownOperationException");
  const unknown = await postToHost(api.port, `unknown.appsync-api.${REGION}.localhost`);
  assert.deepEqual(unknown, { status: 404, errorType: "ResourceNotFoundException" });
});

test("the host name chooses the API, and any other name means the first one", async (t) => {
  const api = await startEventApi(t);
  const second = eventApi([{ name: "default" }], { apiId: "second", apiKeys: [] });
  api.apis.set("second", second);
  const first = await postToHost(api.port, `${API_ID}.appsync-api.${REGION}.localhost:${api.port}`);
  assert.equal(first.status, 200);
  const other = await postToHost(api.port, `second.appsync-api.${REGION}.localhost:${api.port}`);
  assert.equal(other.status, 401);
  assert.equal((await postToHost(api.port, "127.0.0.1")).status, 200);
});

test("a browser of any origin may ask first and then publish with every credential", async (t) => {
  const api = await startEventApi(t);
  const wanted = [
    ...["authorization", "content-type", "host", "x-amz-date", "x-amz-security-token"],
    ...["x-amz-user-agent", "x-api-key"],
  ];
  const preflight = await fetch(`http://${api.host}/event`, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": wanted.join(","),
    },
  });
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  const allowed = preflight.headers.get("access-control-allow-headers")?.split(",") ?? [];
  for (const name of wanted) {
    assert.ok(allowed.includes(name), name);
  }
  const refused = await api.post({ channel: "/default/a", events: ["1"] }, {});
  assert.equal(refused.headers.get("access-control-allow-origin"), "*");
  assert.match(refused.headers.get("access-control-expose-headers") ?? "", /x-amzn-errortype/);
});

test("other paths belong to the status page", async (t) => {
  const statusPage = (message: IncomingMessage, response: ServerResponse) => {
    if (message.url !== "/console") {
      return false;
    }
    response.end("hello");
    return true;
  };
  const api = await startEventApi(t, { server: { statusPage } });
  assert.equal(await (await fetch(`http://${api.host}/console`)).text(), "hello");
  assert.equal((await fetch(`http://${api.host}/other`)).status, 404);
});

function postToHost(port: number, host: string): Promise<{ status: number; errorType?: unknown }> {
  return new Promise((resolve, reject) => {
    const headers = { host, "x-api-key": KEY };
    const sent = request({ port, host: "127.0.0.1", path: "/event", method: "POST", headers });
    sent.on("response", (response) => {
      response.resume();
      const errorType = response.headers["x-amzn-errortype"];
      const status = response.statusCode ?? 0;
      resolve(errorType === undefined ? { status } : { status, errorType });
    });
    sent.on("error", reject);
    sent.end(JSON.stringify({ channel: "/default/a", events: ["1"] }));
  });
}
