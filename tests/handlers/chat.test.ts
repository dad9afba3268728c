import assert from "node:assert/strict";
import { describe, test } from "node:test";
import chatNamespace from "../../handlers/chat/index.ts";
import { redact } from "../../handlers/chat/redaction.ts";
import defaultNamespace from "../../handlers/default/index.ts";
import type { Identity } from "../../runtime/identity.ts";
import {
  apiKeyIdentity,
  cognitoIdentity,
  iamIdentity,
  lambdaIdentity,
  openIdConnectIdentity,
  testNamespace,
} from "../../testing/test-namespace.ts";

describe("redaction", () => {
  test("takes out e-mail addresses of every common form", () => {
    for (const address of [
      "joe@example.com",
      "j.o'e+x_1@mail.example.co.uk",
      "jürgen@exämple.de",
    ]) {
      assert.equal(redact(`write to ${address}, please`), "write to [e-mail removed], please");
    }
  });

  test("takes out card numbers however they are grouped, and keeps the text around them", () => {
    for (const card of [
      "4111111111111111",
      "4111 1111 1111 1111",
      "4111-1111-1111-1111",
      "3782 822463 10005",
      "4222222222222",
    ]) {
      assert.equal(redact(`card ${card}!`), "card [card number removed]!", card);
    }
    assert.equal(redact("12 4111 1111 1111 1111 35"), "12 [card number removed] 35");
  });

  test("keeps numbers that are not card numbers", () => {
    for (const text of [
      "4111 1111 1111 1112",
      "order 20261124",
      "12:30, 5 of 10",
      "1234567890123456789012",
    ]) {
      assert.equal(redact(text), text);
    }
  });

  test("answers a text made to keep a search busy, and leaves it as it is", () => {
    const texts = [
      "a@".repeat(1000),
      "1 ".repeat(1000),
      "a.".repeat(1000),
      `${"a".repeat(1000)}@${"a.".repeat(500)}`,
      `${"a@a.".repeat(500)}1`,
    ];
    for (const text of texts.map((each) => each.repeat(5))) {
      assert.equal(redact(text), text);
    }
  });
});

describe("the namespace chat", () => {
  const chatOf = (identity: Identity) => testNamespace(chatNamespace, { identity });

  test("broadcasts a message without personal data, with its speaker and time", async () => {
    const chat = chatOf(lambdaIdentity("ann", { rooms: ["support"] }));
    const said = { text: "I am ann@example.com" };
    const { payload } = await chat.publish<{ at: string }>("/chat/rooms/support", said);
    assert.deepEqual(payload, { text: "I am [e-mail removed]", sender: "ann", at: payload?.at });
    assert.ok(!Number.isNaN(Date.parse(payload?.at ?? "")));
  });

  test("lets everyone into the lobby, and only members into other rooms", async () => {
    const member = (...rooms: string[]) => lambdaIdentity("ann", { rooms });
    const other = (claims: string) => ({ handlerContext: { sub: "ann", claims } });
    const cases: readonly (readonly [string, Identity, boolean])[] = [
      ["/chat/rooms/lobby", apiKeyIdentity, true],
      ["/chat/rooms/support", apiKeyIdentity, false],
      ["/chat/rooms/support", member("support", "sales"), true],
      ["/chat/rooms/support", member("sales"), false],
      ["/chat/rooms/support", cognitoIdentity("bob", { groups: ["support"] }), true],
      ["/chat/rooms/support", openIdConnectIdentity("eve", { rooms: ["support"] }), true],
      ["/chat/rooms/support", iamIdentity("ann"), false],
      ["/chat/rooms/den", member("x,den"), false],
      ["/chat/rooms/den", { handlerContext: { sub: "ann", rooms: "den" } }, false],
      ["/chat/rooms/den", other("[not JSON"), false],
      [
        "/chat/rooms/den",
        cognitoIdentity("bob", { claims: { rooms: "x,den" }, groups: ["y,den"] }),
        false,
      ],
      ["/chat/rooms/*", member("*"), false],
      ["/chat/*", member("*"), false],
    ];
    for (const [path, identity, allowed] of cases) {
      const { accepted } = await chatOf(identity).subscribe(path);
      assert.equal(accepted, allowed, `${path} ${JSON.stringify(identity)}`);
    }
  });

  test("refuses a message to a room of which the speaker is not a member", async () => {
    const result = await chatOf(apiKeyIdentity).publish("/chat/rooms/support", { text: "hi" });
    assert.deepEqual(result, { code: "UNAUTHORIZED", reason: "not authorized" });
  });
});

describe("the namespace default", () => {
  const namespace = testNamespace(defaultNamespace, { identity: apiKeyIdentity });

  test("serves its named channels to a caller with an API key", async () => {
    for (const path of ["/default/notifications", "/default/readings/kitchen"]) {
      assert.deepEqual(await namespace.subscribe(path), { accepted: true });
    }
    const sent = { title: "Hello" };
    assert.deepEqual(await namespace.publish("/default/notifications", sent), { payload: sent });
    assert.equal((await namespace.subscribe("/default/*")).code, "WILDCARD_NOT_ALLOWED");
  });

  test("gives a reading the time that it lacks", async () => {
    const readings = [{ measure: "power", value: 1 }, { measure: "power" }];
    const [timed, refused] = await namespace.publish<{ at: string }>(
      "/default/readings/kitchen",
      readings,
    );
    assert.ok(!Number.isNaN(Date.parse(timed?.payload?.at ?? "")));
    assert.deepEqual(refused, { code: "INVALID_EVENT", reason: "/value is required" });
  });
});
