import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { events } from "aws-amplify/data";
import { RunningStage } from "../engine/running-stage.ts";
import { TestSocket } from "../local/event-api/test-socket.ts";
import { type AmplifyMode, configureAmplify, Inbox } from "./amplify-client.ts";
import { javaScript } from "./libraries/java-script.ts";
import { kotlin } from "./libraries/kotlin.ts";
import type { Caller } from "./libraries/library.ts";
import { swift } from "./libraries/swift.ts";

const run = promisify(execFile);
const TOKEN_COMMAND = new URL("../../cli/token.ts", import.meta.url).pathname;

/** A suite has no end of its own to hang clean-up on: collects it for `after`. */
const CLEAN_UPS: (() => unknown)[] = [];
const suite = { after: (cleanUp: () => unknown) => CLEAN_UPS.push(cleanUp) };

/** Code of a refused event; Amplify's type of the failed list leaves the message off. */
function codeOf(entry: object | undefined): string {
  const message = entry !== undefined && "message" in entry ? String(entry.message) : "";
  return message.split(" - ")[0] ?? "";
}

describe("the deployed stage, through the Amplify client", () => {
  let stage: RunningStage;
  let member: { authMode: "lambda"; authToken: string };

  before(async () => {
    stage = await RunningStage.start(suite);
    configureAmplify(stage.port, "apiKey", { apiKey: await stage.apiKey() });
    const args = [TOKEN_COMMAND, "--folder", stage.folder, "--subject", "alice", "--room", "ops"];
    const { stdout } = await run(process.execPath, args);
    member = { authMode: "lambda", authToken: stdout.trim() };
  });

  after(async () => {
    await events.closeAll();
    for (const cleanUp of CLEAN_UPS.reverse()) {
      await cleanUp();
    }
  });

  test("a subscriber receives what the handler returned, not what was sent", async () => {
    const room = await Inbox.of(await events.connect("/chat/rooms/lobby"));
    const text = "I am bob@example.com, card 4111 1111 1111 1111";
    assert.equal(await events.post("/chat/rooms/lobby", { text }), undefined);
    const received = (await room.next()) as { text: string };
    assert.equal(received.text, "I am [e-mail removed], card [card number removed]");
  });

  test("an event that breaks its schema is in failed with a stable code and reaches nobody", async () => {
    const inbox = await Inbox.of(await events.connect("/default/notifications"));
    const failed = await events.post("/default/notifications", [
      { title: 7 },
      { title: "good" },
      { title: "x", secret: 1 },
    ]);
    assert.deepEqual(
      failed?.map((entry) => [entry.index, codeOf(entry)]),
      [
        [0, "INVALID_EVENT"],
        [2, "INVALID_EVENT"],
      ],
    );
    assert.deepEqual(await inbox.next(), { title: "good" });
    await events.post("/default/notifications", { title: "last" });
    assert.deepEqual(await inbox.next(), { title: "last" });
  });

  test("an event on a channel that no handler routes is in failed and reaches nobody", async () => {
    const inbox = await Inbox.of(await events.connect("/default/readings/a"));
    const reading = { measure: "temperature", value: 1, at: "2026-01-01T00:00:00Z" };
    const failed = await events.post("/default/readingz/a", reading);
    assert.equal(codeOf(failed?.[0]), "UNROUTED_CHANNEL");
    await events.post("/default/readings/a", reading);
    assert.deepEqual(await inbox.next(), reading);
    assert.ok(inbox.isEmpty);
  });

  test("a private room lets in whom a token names, and nobody with an API key", async () => {
    const channel = await events.connect("/chat/rooms/ops", member);
    const room = await Inbox.of(channel, member);
    const refused = await events.post("/chat/rooms/ops", { text: "let me in" });
    assert.equal(codeOf(refused?.[0]), "UNAUTHORIZED");
    await events.post("/chat/rooms/ops", { text: "hello" }, member);
    const received = (await room.next()) as { text: string; sender: string };
    assert.deepEqual([received.text, received.sender], ["hello", "alice"]);
  });

  test("an order is stored once, numbered, announced once and broadcast", async () => {
    const orders = await Inbox.of(await events.connect("/orders/eu", member), member);
    const order = {
      eventId: "event-0001",
      orderId: "order-1",
      status: "placed",
      currency: "EUR",
      lines: [{ sku: "book", quantity: 1, unitPrice: 1999 }],
    };
    assert.equal(await events.post("/orders/eu", order), undefined);
    const first = (await orders.next()) as { sequence: number; storedAt: string };
    assert.deepEqual(first, { ...order, sequence: first.sequence, storedAt: first.storedAt });
    assert.ok(first.sequence >= 1);
    assert.equal(await events.post("/orders/eu", order), undefined);
    assert.deepEqual(await orders.next(), first);
    const folder = join(stage.folder, "events");
    const buses = await readdir(folder);
    const texts = await Promise.all(buses.map((bus) => readFile(join(folder, bus), "utf8")));
    assert.equal(texts.join("").split("event-0001").length - 1, 1);
  });

  test("all five modes connect, subscribe and publish, through the client and over a raw socket", async () => {
    const make = async (...args: string[]) => {
      const common = [TOKEN_COMMAND, "--folder", stage.folder, "--subject", "alice"];
      return (await run(process.execPath, [...common, ...args])).stdout.trim();
    };
    const keys = await readFile(join(stage.folder, "iam-principal.json"), "utf8");
    const callers: Record<AmplifyMode, Caller> = {
      apiKey: { apiKey: await stage.apiKey() },
      iam: { principal: JSON.parse(keys) },
      userPool: { token: await make("--mode", "cognito", "--group", "admins") },
      oidc: { token: await make("--mode", "oidc", "--claim", "tenant=acme") },
      lambda: { token: await make() },
    };
    const host = `localhost:${stage.port}`;
    for (const [mode, caller] of Object.entries(callers) as [AmplifyMode, Caller][]) {
      await events.closeAll();
      configureAmplify(stage.port, mode, caller);
      const options = mode === "lambda" && "token" in caller ? { authToken: caller.token } : {};
      const channel = await events.connect("/default/notifications", options);
      const inbox = await Inbox.of(channel, options);
      await channel.publish({ title: mode }, options);
      assert.deepEqual(await inbox.next(), { title: mode });
      for (const library of [javaScript, kotlin, swift]) {
        const { subprotocols, headers } = await library.connect(host, caller);
        const socket = await TestSocket.open(stage.port, [...subprotocols], headers);
        socket.send(await library.subscribe(host, caller, "s", "/default/notifications"));
        assert.equal((await socket.next()).type, "subscribe_success", mode);
        const event = { title: mode };
        socket.send(await library.publish(host, caller, "p", "/default/notifications", [event]));
        const types = [(await socket.next()).type, (await socket.next()).type].sort();
        assert.deepEqual(types, ["data", "publish_success"], mode);
        socket.terminate();
      }
    }
  });
});
