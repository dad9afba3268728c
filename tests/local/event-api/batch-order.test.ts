import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type BatchOrder, shuffledOrder } from "../../../local/event-api/batch-order.ts";
import { startEventApi } from "./test-event-api.ts";

const EVENTS = ["1", "2", "3", "4", "5"];

/** What two subscriptions of one socket receive of so many publishes of five events. */
async function received(t: TestContext, batchOrder: BatchOrder | undefined, publishes = 8) {
  const api = await startEventApi(t, { server: batchOrder === undefined ? {} : { batchOrder } });
  const socket = await api.connect();
  await socket.subscribe("a", "/default/a");
  await socket.subscribe("b", "/default/*");
  for (let count = 0; count < publishes; count++) {
    await api.post({ channel: "/default/a", events: EVENTS });
  }
  const batches: Record<string, string[][]> = { a: [], b: [] };
  for (let count = 0; count < publishes * 2; count++) {
    const frames = [];
    for (const _ of EVENTS) {
      frames.push(await socket.next("data"));
    }
    const id = String(frames[0]?.id);
    batches[id]?.push(frames.map(({ event }) => String(event)));
  }
  return batches;
}

test("shuffled, every subscription receives each event once, in orders of its own", async (t) => {
  const { a = [], b = [] } = await received(t, shuffledOrder(7));
  for (const batch of [...a, ...b]) {
    assert.deepEqual([...batch].sort(), EVENTS);
  }
  const orders = new Set([...a, ...b].map((batch) => batch.join()));
  assert.ok(orders.size > 4, `got ${orders.size} orders in 16 batches`);
  assert.notDeepEqual(a, b);
});

test("the same seed gives the same orders, another seed others", async (t) => {
  const first = await received(t, shuffledOrder(7));
  assert.deepEqual(await received(t, shuffledOrder(7)), first);
  assert.notDeepEqual(await received(t, shuffledOrder(8)), first);
});

test("without it the order is the publisher's", async (t) => {
  const { a = [] } = await received(t, undefined, 2);
  assert.deepEqual(a, [EVENTS, EVENTS]);
});

test("a single event and none are as good as in order", () => {
  const order = shuffledOrder(7);
  assert.deepEqual(order([]), []);
  assert.deepEqual(order(["1"]), ["1"]);
});
