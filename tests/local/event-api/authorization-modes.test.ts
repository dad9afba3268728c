import assert from "node:assert/strict";
import { test } from "node:test";
import { modeOf } from "../../../local/event-api/authorization/credential.ts";
import { AUTHORIZER, startEventApi } from "./test-event-api.ts";
import { KEY } from "./test-socket.ts";

const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln";
const SIGNATURE = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/appsync/aws4_request";

test("a credential is read as the mode that it looks like, among those that are accepted", () => {
  const all = ["API_KEY", "AWS_IAM", "OPENID_CONNECT", "AWS_LAMBDA"] as const;
  assert.equal(modeOf({ "x-api-key": "k" }, all), "API_KEY");
  assert.equal(modeOf({ authorization: SIGNATURE }, all), "AWS_IAM");
  assert.equal(modeOf({ authorization: JWT }, all), "OPENID_CONNECT");
  assert.equal(modeOf({ authorization: `Bearer ${JWT}` }, all), "OPENID_CONNECT");
  assert.equal(modeOf({ authorization: `token:${JWT}` }, all), "AWS_LAMBDA");
  assert.equal(modeOf({ authorization: JWT }, ["AWS_LAMBDA"]), "AWS_LAMBDA");
  assert.equal(modeOf({ authorization: SIGNATURE }, ["AWS_LAMBDA"]), undefined);
  assert.equal(modeOf({ "x-api-key": "k", authorization: JWT }, ["AWS_LAMBDA"]), "AWS_LAMBDA");
  assert.equal(modeOf({ "x-api-key": "k" }, ["AWS_IAM"]), undefined);
  assert.equal(modeOf({ authorization: "" }, all), undefined);
  assert.equal(modeOf({}, all), undefined);
});

test("a namespace's modes replace the defaults for that operation alone", async (t) => {
  const api = await startEventApi(t, {
    namespaces: [
      { name: "default" },
      { name: "guarded", publishAuthModes: ["AWS_LAMBDA"] },
      { name: "closed", subscribeAuthModes: ["AWS_LAMBDA"] },
    ],
    functions: { [AUTHORIZER]: () => ({ isAuthorized: true }) },
    api: {
      authTypes: ["API_KEY", "AWS_LAMBDA"],
      lambdaAuthorizer: { functionArn: AUTHORIZER, resultTtlSeconds: 0 },
    },
  });
  const publish = async (channel: string, headers: Record<string, string>) =>
    (await api.post({ channel, events: ["1"] }, headers)).status;
  assert.equal(await publish("/default/a", { "x-api-key": KEY }), 200);
  assert.equal(await publish("/default/a", { authorization: "t" }), 401);
  assert.equal(await publish("/guarded/a", { "x-api-key": KEY }), 401);
  assert.equal(await publish("/guarded/a", { authorization: "t" }), 200);
  assert.equal(await publish("/closed/a", { "x-api-key": KEY }), 200);
  const socket = await api.connect();
  assert.equal((await socket.subscribe("1", "/guarded/a")).type, "subscribe_success");
  assert.equal((await socket.subscribe("2", "/closed/a")).type, "subscribe_error");
  assert.equal((await socket.publish("p", "/guarded/a", ["1"])).type, "publish_error");
  assert.equal((await socket.publish("p", "/closed/a", ["1"])).type, "publish_success");
  const mixed = await socket.subscribe("3", "/closed/a", { Authorization: "t" });
  assert.equal(mixed.type, "subscribe_success");
});

test("a key that is rotated away stops working without a restart", async (t) => {
  const api = await startEventApi(t);
  const [current] = api.apis.values();
  assert.ok(current);
  const socket = await api.connect();
  api.apis.set(current.apiId, { ...current, apiKeys: [] });
  assert.equal((await api.post({ channel: "/default/a", events: ["1"] })).status, 401);
  assert.equal((await socket.subscribe("1", "/default/a")).type, "subscribe_error");
});
