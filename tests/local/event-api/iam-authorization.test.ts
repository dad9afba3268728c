import assert from "node:assert/strict";
import { test } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { MAXIMUM_EVENT_BYTES } from "../../../local/event-api/limits.ts";
import type { IamPrincipal } from "../../../local/model.ts";
import { ON_PUBLISH, REGION, startEventApi } from "./test-event-api.ts";

const ALICE: IamPrincipal = {
  accessKeyId: "AKIAALICE",
  secretAccessKey: "alice-secret",
  userArn: "arn:aws:iam::000000000000:user/alice",
  username: "alice",
};
const BORROWED: IamPrincipal = {
  accessKeyId: "ASIABORROWED",
  secretAccessKey: "borrowed-secret",
  sessionToken: "borrowed-token",
  userArn: "arn:aws:sts::000000000000:assumed-role/publisher/session",
  username: "publisher",
};
const IAM = ["AWS_IAM"] as const;
const MISMATCH = "BadRequestException";
const REFUSED = "UnauthorizedException";

interface Signing {
  readonly principal?: IamPrincipal;
  readonly date?: Date;
  readonly region?: string;
  readonly service?: string;
  readonly path?: string;
}

/** Signs as a client does: POST /event of the HTTP host with this body. */
async function sign(host: string, body: string, signing: Signing = {}) {
  const signer = new SignatureV4({
    service: signing.service ?? "appsync",
    region: signing.region ?? REGION,
    credentials: signing.principal ?? ALICE,
    sha256: Sha256,
  });
  const { headers } = await signer.sign(
    {
      method: "POST",
      protocol: "http:",
      hostname: host,
      path: signing.path ?? "/event",
      headers: {
        accept: "application/json, text/javascript",
        "content-encoding": "amz-1.0",
        "content-type": "application/json; charset=UTF-8",
        host,
      },
      body,
    },
    { signingDate: signing.date ?? new Date() },
  );
  return headers;
}

function start(context: Parameters<typeof startEventApi>[0]) {
  const onPublish = { functionArn: ON_PUBLISH, invokeType: "REQUEST_RESPONSE" } as const;
  return startEventApi(context, {
    namespaces: [{ name: "default", onPublish }],
    functions: { [ON_PUBLISH]: (event: { events: unknown }) => ({ events: event.events }) },
    api: {
      authTypes: IAM,
      connectionAuthModes: IAM,
      defaultPublishAuthModes: IAM,
      defaultSubscribeAuthModes: IAM,
    },
    server: { principals: [ALICE, BORROWED] },
  });
}

test("a signed publish over HTTP is accepted and its handler learns who signed", async (t) => {
  const api = await start(t);
  const body = JSON.stringify({ channel: "/default/a", events: ['"<b>&é</b>"'] });
  for (const principal of [ALICE, BORROWED]) {
    const { host: _, ...headers } = await sign(api.host, body, { principal });
    assert.equal((await api.post(body, headers)).status, 200);
    const { identity } = (api.invocations.at(-1) ?? never()).payload as {
      identity: Record<string, unknown>;
    };
    const { sourceIp, ...rest } = identity;
    assert.ok(Array.isArray(sourceIp) && sourceIp.length === 1);
    assert.deepEqual(rest, {
      accountId: "000000000000",
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      username: principal.username,
      userArn: principal.userArn,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
    });
  }
});

test("one changed byte of the body, or of a signed header, breaks the signature", async (t) => {
  const api = await start(t);
  const body = JSON.stringify({ channel: "/default/a", events: ["1"] });
  const { host: _, ...headers } = await sign(api.host, body);
  assert.equal((await api.post(body.replace("1", "2"), headers)).status, 401);
  assert.equal((await api.post(body, { ...headers, accept: "*/*" })).status, 401);
  const unsigned = { ...headers, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  assert.equal((await api.post(body.replace("1", "2"), unsigned)).status, 401);
  assert.equal((await api.post(body, headers)).status, 200);
});

test("wrong secrets, keys, tokens, hosts, regions, services and dates are refused", async (t) => {
  const api = await start(t);
  const body = JSON.stringify({ channel: "/default/a", events: ["1"] });
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);
  const { sessionToken: _, ...tokenless } = BORROWED;
  const cases: Signing[] = [
    { principal: { ...ALICE, secretAccessKey: "guess" } },
    { principal: { ...ALICE, accessKeyId: "AKIANOBODY" } },
    { principal: { ...BORROWED, sessionToken: "stale-token" } },
    { principal: tokenless },
    { region: "us-east-1" },
    { service: "execute-api" },
    { path: "/graphql" },
    { date: minutes(-6) },
    { date: minutes(6) },
  ];
  for (const signing of cases) {
    const { host: _host, ...headers } = await sign(api.host, body, signing);
    const { status } = await api.post(body, headers);
    assert.ok(status === 401 || status === 400, `${status} ${JSON.stringify(signing)}`);
  }
  const { host: _host, ...elsewhere } = await sign("elsewhere.example", body);
  assert.equal((await api.post(body, elsewhere)).status, 401);
  for (const date of [minutes(-4), minutes(4)]) {
    const { host: _own, ...headers } = await sign(api.host, body, { date });
    assert.equal((await api.post(body, headers)).status, 200);
  }
});

test("connect, subscribe and publish over a WebSocket are each signed over their own JSON", async (t) => {
  const api = await start(t);
  const socket = await api.open(await sign(api.host, "{}"));
  await socket.next("connection_ack");
  const channel = "default/a";
  const events = ['{"n":1}', '"é\\""'];
  const forSubscribe = await sign(api.host, JSON.stringify({ channel }));
  assert.equal((await socket.subscribe("s", channel, forSubscribe)).type, "subscribe_success");
  const forPublish = await sign(api.host, JSON.stringify({ channel, events }));
  socket.send({ type: "publish", id: "p", channel, events, authorization: forPublish });
  const types = [await socket.next(), await socket.next(), await socket.next()].map(
    ({ type }) => type,
  );
  assert.deepEqual(types.sort(), ["data", "data", "publish_success"]);
  const replayed = await socket.publish("p", channel, ['"other"'], forPublish);
  assert.equal(replayed.type, "publish_error");
  assert.equal(firstErrorType(replayed), MISMATCH);
  const wrongChannel = await socket.subscribe("s2", "default/b", forSubscribe);
  assert.equal(firstErrorType(wrongChannel), MISMATCH);
  const elsewhere = await sign("elsewhere.example", JSON.stringify({ channel }));
  assert.equal(firstErrorType(await socket.subscribe("s3", channel, elsewhere)), REFUSED);
  const { host: _, ...hostless } = forSubscribe;
  assert.equal(firstErrorType(await socket.subscribe("s3", channel, hostless)), MISMATCH);
});

test("a connect signed over anything but an empty object, or by nobody known, is refused", async (t) => {
  const api = await start(t);
  const mismatch = await (await api.open(await sign(api.host, '{"a":1}'))).next("connection_error");
  assert.equal(firstErrorType(mismatch), MISMATCH);
  const stranger = { ...ALICE, accessKeyId: "AKIANOBODY" };
  const unknown = await api.open(await sign(api.host, "{}", { principal: stranger }));
  assert.equal(firstErrorType(await unknown.next("connection_error")), REFUSED);
  const outdated = { ...BORROWED, sessionToken: "stale-token" };
  const stale = await api.open(await sign(api.host, "{}", { principal: outdated }));
  assert.equal(firstErrorType(await stale.next("connection_error")), REFUSED);
});

test("angle brackets fail over a WebSocket, as on AWS, and the log says what to do", async (t) => {
  const api = await start(t);
  const socket = await api.open(await sign(api.host, "{}"));
  await socket.next("connection_ack");
  const publish = async (events: string[]) => {
    const authorization = await sign(api.host, JSON.stringify({ channel: "default/a", events }));
    return socket.publish("p", "default/a", events, authorization);
  };
  assert.equal(firstErrorType(await publish(['"<b>"'])), MISMATCH);
  assert.ok(api.log.some((line) => line.includes("\\u003c")));
  assert.equal((await publish(['"\\u003cb\\u003e"'])).type, "publish_success");
});

test("a big body is verified as well", async (t) => {
  const api = await start(t);
  const events = [JSON.stringify("x".repeat(MAXIMUM_EVENT_BYTES - 2))];
  const body = JSON.stringify({ channel: "/default/a", events });
  const { host: _, ...headers } = await sign(api.host, body);
  assert.equal((await api.post(body, headers)).status, 200);
});

function firstErrorType({ errors }: Readonly<Record<string, unknown>>): unknown {
  assert.ok(Array.isArray(errors));
  return errors[0].errorType;
}

function never(): never {
  assert.fail("the function was not invoked");
}
