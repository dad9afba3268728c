import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Type } from "typebox";
import { channel, channelNamespace } from "../../runtime/channel-namespace.ts";
import { environmentVariables } from "../../runtime/environment.ts";
import {
  apiKeyIdentity,
  cognitoIdentity,
  iamIdentity,
  lambdaIdentity,
  openIdConnectIdentity,
  testNamespace,
} from "../../testing/test-namespace.ts";
import greeting from "./greeting-namespace.ts";

const ENVIRONMENT = { GREETING: "Hello" };

describe("publishing with the test kit", () => {
  test("gives the payload of one event, and a list of results for a list of events", async () => {
    const tested = testNamespace(greeting, { environment: ENVIRONMENT });
    const one = await tested.publish("/greeting/short", "ab");
    assert.deepEqual(one, { payload: "ab!" });
    const many = await tested.publish("/greeting/short", ["a", "b"]);
    assert.deepEqual(many, [{ payload: "a!" }, { payload: "b!" }]);
    const list = await tested.publish<string[]>("/greeting/words", [["you"]]);
    assert.deepEqual(list[0]?.payload, ["Hello", "you", "Hello"]);
  });

  test("gives the runtime's code and public reason of each refused event, and says which was dropped", async () => {
    const tested = testNamespace(greeting, { environment: ENVIRONMENT });
    const does = (...names: string[]) =>
      tested.publish(
        "/greeting/does",
        names.map((name) => ({ does: name })),
      );
    assert.deepEqual(await does("throws", "drops", "rejects", "refuses"), [
      { code: "HANDLER_FAILED", reason: "the handler failed" },
      { dropped: true },
      { code: "REJECTED", reason: "not today" },
      { code: "UNAUTHORIZED", reason: "not authorized" },
    ]);
    assert.deepEqual(await tested.publish("/greeting/short", "abcd"), {
      code: "INVALID_EVENT",
      reason: '"" must have at most 3 characters',
    });
    assert.equal((await tested.publish("/greeting/short", "abc")).code, "INVALID_RESULT");
    assert.equal((await tested.publish("/greeting/nowhere", {})).code, "UNROUTED_CHANNEL");
  });

  test("takes a payload as JSON has it", async () => {
    const tested = testNamespace(greeting, { environment: ENVIRONMENT });
    const result = await tested.publish("/greeting/does", { does: "x", after: undefined });
    assert.ok(result.payload);
  });

  test("answers with HANDLER_TIMEOUT when the time that Lambda has left is spent", async () => {
    const tested = testNamespace(greeting, {
      environment: ENVIRONMENT,
      remainingMilliseconds: 20_000,
    });
    const result = await tested.publish(
      "/greeting/does",
      { does: "waits" },
      {
        remainingMilliseconds: 260,
      },
    );
    assert.equal(result.code, "HANDLER_TIMEOUT");
  });

  test("hands over path, identity and headers, of the call or else of the namespace", async () => {
    const tested = testNamespace(greeting, {
      environment: ENVIRONMENT,
      identity: cognitoIdentity("ann"),
      headers: { "x-tenant": "acme" },
    });
    const ann = await tested.publish("/greeting/does", { does: "tells" });
    assert.deepEqual(ann.payload, {
      headers: { "x-tenant": "acme" },
      identity: cognitoIdentity("ann"),
      path: "/greeting/does",
      segments: ["greeting", "does"],
    });
    const bob = await tested.publish<{ identity: object }>(
      "/greeting/does",
      { does: "tells" },
      {
        identity: lambdaIdentity("bob"),
      },
    );
    assert.deepEqual(bob.payload?.identity, lambdaIdentity("bob"));
  });
});

describe("subscribing with the test kit", () => {
  test("says whether the namespace accepts, and why not", async () => {
    const tested = testNamespace(greeting, { environment: ENVIRONMENT });
    const identity = iamIdentity();
    assert.deepEqual(await tested.subscribe("/greeting/does", { identity }), { accepted: true });
    assert.deepEqual(await tested.subscribe("/greeting/does"), {
      accepted: false,
      code: "UNAUTHORIZED",
      reason: "not authorized",
    });
    assert.equal((await tested.subscribe("/greeting/*")).code, "WILDCARD_NOT_ALLOWED");
  });
});

describe("several namespaces under test in one process", () => {
  test("each read their own variables, also at the same time, and none of the process's", async () => {
    const before = { ...process.env };
    const greetings = ["Hello", "Hallo", "Hej"];
    const tested = greetings.map((GREETING) =>
      testNamespace(greeting, { environment: { GREETING } }),
    );
    const results = await Promise.all(
      tested.map((one) => one.publish("/greeting/words", [["you"], ["me"]])),
    );
    assert.deepEqual(
      results.map((batch) => batch.map(({ payload }) => payload)),
      greetings.map((word) => [
        [word, "you", word],
        [word, "me", word],
      ]),
    );
    const home = await tested[0]?.publish("/greeting/home", {});
    assert.deepEqual(home?.payload, { home: null, region: "eu-west-1" });
    assert.deepEqual({ ...process.env }, before);
    assert.equal(process.env.GREETING, undefined);
  });

  test("keep what a function writes to process.env to that function", async () => {
    const writes = testNamespace(greeting, { environment: ENVIRONMENT });
    const other = testNamespace(greeting, { environment: ENVIRONMENT });
    await writes.publish("/greeting/does", { does: "writes" });
    const words = async (tested: typeof writes) =>
      (await tested.publish<string[]>("/greeting/words", [[]]))[0]?.payload?.at(-1);
    assert.deepEqual([await words(writes), await words(other)], ["changed", "Hello"]);
    assert.equal(process.env.GREETING, undefined);
  });

  test("keep their log lines and metrics apart", async () => {
    const one = testNamespace(greeting, { environment: ENVIRONMENT });
    const other = testNamespace(greeting, { environment: ENVIRONMENT });
    const headers = { "x-amzn-trace-id": "Root=1-kit" };
    await Promise.all([
      one.publish("/greeting/does", [{ does: "throws" }, { does: "drops" }], { headers }),
      other.publish("/greeting/does", { does: "prints" }),
    ]);
    const asked = one.logs.filter(({ message }) => message === "Asked");
    assert.deepEqual(
      asked.map(({ does, correlation_id }) => [does, correlation_id]),
      [
        ["throws", "Root=1-kit"],
        ["drops", "Root=1-kit"],
      ],
    );
    const failed = one.logs.find(({ level }) => level === "ERROR");
    assert.equal((failed?.error as { message?: string } | undefined)?.message, "s3cret");
    assert.deepEqual(
      other.logs.map(({ message }) => message),
      ["Asked", "half a line", "and a whole one"],
    );
    assert.deepEqual(
      [one.metrics.ServerFaults, one.metrics.HandlerDroppedEvents, one.metrics.InboundOperations],
      [1, 1, 2],
    );
    assert.deepEqual([other.metrics.ServerFaults, other.metrics.InboundOperations], [undefined, 1]);
  });
});

describe("a test that cannot be run", () => {
  const tested = testNamespace(greeting, { environment: ENVIRONMENT });
  const cases: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      "names a channel outside the namespace",
      () => tested.publish("/chat/rooms/lobby", {}),
      /must be one of the namespace "greeting", got "\/chat\/rooms\/lobby"/,
    ],
    [
      "names no channel",
      () => tested.subscribe("greeting"),
      /must be a path such as "\/greeting\/news"/,
    ],
    ["publishes to a wildcard", () => tested.publish("/greeting/*", {}), /no wildcard/],
    ["publishes no event", () => tested.publish("/greeting/short", []), /1 to 5 events, got 0/],
    ["publishes six events", () => tested.publish("/greeting/short", [..."abcdef"]), /got 6/],
    [
      "publishes what is not JSON",
      () => tested.publish("/greeting/short", undefined),
      /a JSON value/,
    ],
    [
      "leaves out a variable",
      () => testNamespace(greeting).publish("/greeting/short", "a"),
      /"greeting" would refuse every event with MISCONFIGURED.*GREETING.*testNamespace\(namespace, \{ environment/s,
    ],
    [
      "gives a variable that does not match",
      () =>
        testNamespace(greeting, { environment: { GREETING: "?" } }).subscribe("/greeting/short"),
      /GREETING must/,
    ],
  ];
  for (const [name, run, message] of cases) {
    test(`${name}: the error says so and how to fix it`, () =>
      assert.rejects(run, { name: "TestNamespaceError", message }));
  }

  test("is given something else than a namespace, or one that the bundler would refuse", async () => {
    assert.throws(
      () => testNamespace({} as typeof greeting),
      /takes what channelNamespace\(\) made/,
    );
    const broken = channelNamespace({
      channels: {
        "/broken/a": channel({ schema: Type.String({ minLenght: 3 }) }),
        "/other/b": channel({ schema: Type.String() }),
      },
    });
    const message = /minLenght[\s\S]*\/other\/b lies outside/;
    await assert.rejects(testNamespace(broken).publish("/broken/a", "x"), { message });
  });

  test("reads variables outside of every function", () => {
    const own = environmentVariables(Type.Object({ A: Type.String() }));
    assert.throws(() => own(), /before the function's start/);
  });
});

describe("the identities of the five modes", () => {
  test("have the members that AppSync gives them", () => {
    assert.equal(apiKeyIdentity, null);
    assert.equal(iamIdentity("ann").userArn, "arn:aws:iam::111122223333:user/ann");
    const role = "arn:aws:sts::444455556666:assumed-role/publisher/one";
    assert.deepEqual(
      [iamIdentity(role).userArn, iamIdentity(role).accountId],
      [role, "444455556666"],
    );
    const user = cognitoIdentity("ann", { groups: ["admins"], claims: { tenant: "acme" } });
    assert.deepEqual(user.claims, {
      sub: "ann",
      iss: user.issuer,
      "cognito:groups": ["admins"],
      tenant: "acme",
    });
    assert.deepEqual(openIdConnectIdentity("ann", { tenant: "acme" }), {
      sub: "ann",
      issuer: "https://identity.example.com",
      claims: { sub: "ann", iss: "https://identity.example.com", tenant: "acme" },
    });
    assert.deepEqual(lambdaIdentity("ann", { rooms: ["den"] }).handlerContext, {
      sub: "ann",
      claims: '{"rooms":["den"]}',
    });
  });
});
