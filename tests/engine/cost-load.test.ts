import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { Amplify } from "aws-amplify";
import { type EventsChannel, events } from "aws-amplify/data";
import { quantities, reportFigures } from "./report-figures.ts";
import { RunningStage } from "./running-stage.ts";

async function configured(stage: RunningStage): Promise<void> {
  const endpoint = `HTTP://localhost:${stage.port}/event`;
  const apiKey = await stage.apiKey();
  Amplify.configure({
    API: { Events: { endpoint, region: "eu-west-1", defaultAuthMode: "apiKey", apiKey } },
  });
}

/** Counts what a subscription delivers. */
class Counter {
  received = 0;

  static async on(t: TestContext, path: string): Promise<Counter> {
    const channel: EventsChannel = await events.connect(path);
    t.after(() => channel.close());
    const counter = new Counter();
    const next = () => {
      counter.received += 1;
    };
    await channel.subscribe({ next, error: () => undefined }).ready;
    return counter;
  }

  async reaches(count: number): Promise<void> {
    while (this.received < count) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

function note(text: string) {
  return { title: "load", text };
}

// Three bytes in UTF-8 each: with the rest of the event two units of 5 KB.
const long = "€".repeat(1_900);

describe("a known load through the Amplify client", () => {
  test("is in the report exactly, by kind and namespace, in dollars to the nano-dollar", async (t) => {
    const stage = await RunningStage.start(t);
    await configured(stage);
    const first = await Counter.on(t, "/default/notifications");
    const second = await Counter.on(t, "/default/notifications");
    const room = await Counter.on(t, "/chat/rooms/lobby");
    for (let count = 0; count < 10; count += 1) {
      await events.post("/default/notifications", [note("a"), note("b"), note("c")]);
    }
    for (let count = 0; count < 2; count += 1) {
      await events.post("/default/notifications", note(long));
    }
    const mixed = await events.post("/default/notifications", [note("good"), { title: 7 }]);
    assert.equal(mixed?.length, 1, "one event of the two is refused");
    for (let count = 0; count < 5; count += 1) {
      await events.post("/chat/rooms/lobby", { text: `message ${count}` });
    }
    await Promise.all([first.reaches(33), second.reaches(33), room.reaches(5)]);
    events.closeAll();
    await stage.stop();

    const { figures, total } = await reportFigures(stage.folder);
    assert.deepEqual(quantities(figures.default), {
      inbound: 30 + 2 * 2 + 2,
      outbound: 2 * (30 + 2 * 2 + 1),
      handler: 10 + 2 + 1 + 2,
      subscribe: 2,
    });
    assert.deepEqual(quantities(figures.chat), {
      inbound: 5,
      outbound: 5,
      handler: 6,
      subscribe: 1,
    });
    assert.deepEqual(quantities(figures.api), { connect: 1 });
    const kinds = Object.values(figures).flatMap((each) => Object.values(each));
    for (const { kind, quantity, cost } of kinds) {
      const nano = BigInt(quantity) * (kind === "connectionMinute" ? 80n : 1_000n);
      assert.equal(BigInt(cost.replace(".", "")), nano, kind);
    }
    const counted = kinds.filter(({ handler }) => handler !== undefined);
    assert.deepEqual(
      counted.map(({ kind }) => kind).sort(),
      ["handler", "handler", "inbound", "inbound", "subscribe", "subscribe"],
      "the handlers of both namespaces counted what they see",
    );
    for (const { kind, handler, service } of counted) {
      assert.equal(handler, service, `${kind}: no drift`);
    }
    const operations = 36 + 70 + 15 + 2 + (5 + 5 + 6 + 1) + 1;
    const minutes = BigInt(figures.api?.connectionMinute?.quantity ?? 0);
    assert.ok(minutes >= 1n, "the Amplify client's connection was charged for");
    assert.equal(BigInt(total.replace(".", "")), BigInt(operations) * 1_000n + minutes * 80n);
  });

  test("stays in the report when functions are killed in the middle", async (t) => {
    const stage = await RunningStage.start(t);
    await configured(stage);
    const publishes = 60;
    const posts: Promise<boolean>[] = [];
    let killed = 0;
    for (let count = 0; count < publishes; count += 1) {
      const post = events.post("/default/notifications", [note("a"), note("b")]);
      posts.push(
        post.then(
          () => true,
          () => false,
        ),
      );
      if (count % 20 !== 10) {
        continue;
      }
      for (const pid of await stage.functionProcesses()) {
        process.kill(pid, "SIGKILL");
        killed += 1;
      }
    }
    const answered = (await Promise.all(posts)).filter((succeeded) => succeeded);
    assert.ok(killed > 0, "functions were killed");
    await stage.stop();

    const { figures } = await reportFigures(stage.folder);
    const { inbound, handler } = figures.default ?? {};
    // The total is what reached the API; what handlers lost is charged as estimated.
    assert.equal(Number(inbound?.quantity), 2 * publishes);
    assert.equal(Number(handler?.quantity), publishes);
    // Each killed process loses at most the invocation that it was in: two events and itself.
    const lost = Number(inbound?.service) - Number(inbound?.handler);
    assert.ok(lost >= 0 && lost <= 2 * killed, `${lost} events lost with ${killed} processes`);
    const invocations = Number(handler?.service) - Number(handler?.handler);
    assert.ok(invocations >= 0 && invocations <= killed);
    // A process that is killed takes its one invocation along; every other publish is answered.
    assert.ok(
      answered.length >= publishes - killed,
      `${answered.length} of ${publishes} answered with ${killed} processes killed`,
    );
    assert.ok(answered.length > 0 && Number(inbound?.handler) > 0, "the handlers went on counting");
  });
});
