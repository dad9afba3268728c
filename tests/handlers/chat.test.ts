import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { redact } from "../../handlers/chat/redaction.ts";
import { type DeployedNamespace, deployNamespace, productNamespace } from "./deployed-namespace.ts";
import { member, publish, subscribe } from "./invocation-events.ts";

describe("redaction", () => {
  it("takes out e-mail addresses of every common form", () => {
    for (const address of [
      "joe@example.com",
      "j.o'e+x_1@mail.example.co.uk",
      "jürgen@exämple.de",
    ]) {
      assert.equal(redact(`write to ${address}, please`), "write to [e-mail removed], please");
    }
  });

  it("takes out card numbers however they are grouped, and keeps the text around them", () => {
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

  it("keeps numbers that are no card numbers", () => {
    for (const text of [
      "4111 1111 1111 1112",
      "order 20261124",
      "12:30, 5 of 10",
      "1234567890123456789012",
    ]) {
      assert.equal(redact(text), text);
    }
  });

  it("answers a text made to keep a search busy, and leaves it as it is", () => {
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
  let chat: DeployedNamespace;
  before(async () => {
    chat = await deployNamespace(productNamespace("chat"));
  });

  it("broadcasts a message without personal data, with its speaker and time", async () => {
    const said = [{ text: "I am ann@example.com" }];
    const answer = await chat.invoke(
      publish("/chat/rooms/support", said, member("ann", "support")),
    );
    const payload = answer?.events?.[0]?.payload as { at: string };
    assert.deepEqual(payload, { text: "I am [e-mail removed]", sender: "ann", at: payload.at });
    assert.ok(!Number.isNaN(Date.parse(payload.at)));
  });

  it("lets everyone into the lobby, and only members into other rooms", async () => {
    const cases = [
      ["/chat/rooms/lobby", null, true],
      ["/chat/rooms/support", null, false],
      ["/chat/rooms/support", member("ann", "support", "sales"), true],
      ["/chat/rooms/support", member("ann", "sales"), false],
      ["/chat/rooms/support", { groups: ["support"], claims: {}, sub: "bob" }, true],
      ["/chat/rooms/support", { claims: { rooms: ["support"], sub: "eve" } }, true],
      ["/chat/rooms/support", { userArn: "arn:aws:iam::000000000000:user/ann" }, false],
      ["/chat/rooms/den", member("ann", "x,den"), false],
      ["/chat/rooms/den", { handlerContext: { sub: "ann", rooms: "den" } }, false],
      ["/chat/rooms/den", { handlerContext: { sub: "ann", claims: "[not JSON" } }, false],
      ["/chat/rooms/den", { claims: { rooms: "x,den" }, groups: ["y,den"], sub: "bob" }, false],
      ["/chat/rooms/*", member("ann", "*"), false],
      ["/chat/*", member("ann", "*"), false],
    ] as const;
    for (const [path, identity, allowed] of cases) {
      const answer = await chat.invoke(subscribe(path, identity));
      assert.equal(answer === null, allowed, `${path} ${JSON.stringify(identity)}`);
    }
  });

  it("refuses a message to a room of which the speaker is no member", async () => {
    const answer = await chat.invoke(publish("/chat/rooms/support", [{ text: "hi" }]));
    assert.deepEqual(answer?.events, [{ id: "event-0", error: "UNAUTHORIZED - not authorized" }]);
  });
});

describe("the namespace default", () => {
  it("serves its named channels to a caller with an API key", async () => {
    const namespace = await deployNamespace(productNamespace("default"));
    assert.equal(await namespace.invoke(subscribe("/default/notifications")), null);
    assert.equal(await namespace.invoke(subscribe("/default/readings/kitchen")), null);
    const sent = { title: "Hello" };
    const answer = await namespace.invoke(publish("/default/notifications", [sent]));
    assert.deepEqual(answer?.events, [{ id: "event-0", payload: sent }]);
    const other = await namespace.invoke(subscribe("/default/*"));
    assert.match(String(other?.error), /^WILDCARD_NOT_ALLOWED/);
  });
});
