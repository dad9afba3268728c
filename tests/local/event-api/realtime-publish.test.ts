import assert from "node:assert/strict";
import { test } from "node:test";
import { MAXIMUM_EVENT_BYTES } from "../../../local/event-api/limits.ts";
import { startEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

test("a publish succeeds with an entry for every event and needs no subscription", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  const { type, id, successful, failed } = await socket.publish("p", "default/a", ["1", "2"]);
  assert.deepEqual([type, id, failed], ["publish_success", "p", []]);
  assert.ok(Array.isArray(successful));
  assert.deepEqual(
    successful.map(({ index }) => index),
    [0, 1],
  );
});

test("a publisher that is subscribed gets its own event", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("s", "/default/*");
  socket.send({
    type: "publish",
    id: "p",
    channel: "/default/a",
    events: ["1"],
    authorization: { "x-api-key": KEY },
  });
  const types = [(await socket.next()).type, (await socket.next()).type];
  assert.deepEqual(types.sort(), ["data", "publish_success"]);
});

test("the fields that the Amplify client adds are ignored", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("s", "/default/a");
  const authorization = { "x-api-key": KEY, host: api.host, "x-amz-user-agent": "aws-amplify/6" };
  socket.send({
    type: "publish",
    id: "p",
    channel: "/default/a",
    events: ["1"],
    authorization,
    payload: { channel: "/default/other", events: ["2", "3"], extensions: { authorization } },
  });
  const frames = [await socket.next(), await socket.next(), ...(await socket.untilNow())];
  const events = frames.filter(({ type }) => type === "data").map(({ event }) => event);
  assert.deepEqual(events, ["1"]);
  assert.equal(frames.length, 2);
});

test("every mistake has its error type and message, and reaches nobody", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  await socket.subscribe("s", "/default/*");
  const big = JSON.stringify("x".repeat(MAXIMUM_EVENT_BYTES - 1));
  const cases: [unknown, unknown, string, string | undefined][] = [
    [
      "/default/a",
      ["1", "2", "3", "4", "5", "6"],
      "InvalidInputError",
      "input exceeded 5 event limit",
    ],
    ["/default/a", [big], "InvalidInputError", "input exceeded 240 KB event limit"],
    ["/default/a", [], "BadRequestException", "Missing events"],
    ["/default/a", ["{"], "BadRequestException", "events[0] must be JSON."],
    ["/default/a", undefined, "BadRequestException", "Missing events"],
    ["/default/a", "1", "BadRequestException", undefined],
    ["/default/a", [{ id: 7 }], "BadRequestException", undefined],
    ["/default/a#b", ["1"], "BadRequestException", "Invalid Channel Format"],
    ["/default/*", ["1"], "BadRequestException", "Invalid Channel Format"],
    [undefined, ["1"], "BadRequestException", "channel must be a string."],
    ["/nowhere/a", ["1"], "UnauthorizedException", undefined],
  ];
  for (const [channel, events, errorType, message] of cases) {
    const { type, id, errors } = await socket.publish("p", channel, events);
    assert.deepEqual([type, id], ["publish_error", "p"]);
    assert.deepEqual(errors, [message ? { errorType, message } : { errorType }]);
  }
  const unauthorized = await socket.publish("p", "/default/a", ["1"], { "x-api-key": "wrong" });
  assert.deepEqual(unauthorized.errors, [
    { errorType: "UnauthorizedException", message: "You are not authorized to make this call." },
  ]);
  assert.deepEqual(await socket.untilNow(), []);
});

test("five events of 240 KB fit, although the Amplify client sends them twice", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  const events = Array(5).fill(JSON.stringify("x".repeat(MAXIMUM_EVENT_BYTES - 2)));
  const authorization = { "x-api-key": KEY };
  const frame = { type: "publish", id: "p", channel: "/default/a", events, authorization };
  socket.send({ ...frame, payload: frame });
  assert.equal((await socket.next()).type, "publish_success");
});

test("a socket may send 25 publish requests in a second, and another socket as many", async (t) => {
  const api = await startEventApi(t);
  const socket = await api.connect();
  const authorization = { "x-api-key": KEY };
  for (let id = 0; id < 30; id++) {
    socket.send({
      type: "publish",
      id: `${id}`,
      channel: "/default/a",
      events: ["1"],
      authorization,
    });
  }
  const answers = [];
  for (let count = 0; count < 30; count++) {
    answers.push(await socket.next());
  }
  for (const { id, type, errors } of answers) {
    const admitted = Number(id) < 25;
    assert.equal(type, admitted ? "publish_success" : "publish_error");
    if (!admitted) {
      assert.deepEqual(errors, [
        {
          errorType: "LimitExceededError",
          message: "Rate exceeded: 25 publish requests per second and connection.",
        },
      ]);
    }
  }
  const other = await api.connect();
  assert.equal((await other.publish("p", "/default/a", ["1"])).type, "publish_success");
});
