import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { EventBuses } from "../../local/eventbridge/event-buses.ts";

const text = "x".repeat(400);
const PLACE = { accountId: "000000000000", region: "eu-west-1" };

async function openBuses(t: TestContext, maximumFileBytes?: number) {
  const folder = await mkdtemp(join(tmpdir(), "buses-"));
  const buses = await EventBuses.open(folder, PLACE, maximumFileBytes);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const { region } = PLACE;
  const client = new EventBridgeClient({ endpoint: buses.endpoint, region, credentials });
  t.after(async () => {
    client.destroy();
    await buses.close();
    await rm(folder, { recursive: true });
  });
  return { folder, client };
}

test("an event that the AWS SDK puts is in its bus's file as a target would receive it", async (t) => {
  const { folder, client } = await openBuses(t);
  const EventBusName = "arn:aws:events:eu-west-1:000000000000:event-bus/orders";
  const entry = { Source: "orders", DetailType: "OrderPlaced", Detail: '{"id":7}', EventBusName };
  const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
  assert.equal(answer.FailedEntryCount, 0);
  const event = JSON.parse(await readFile(join(folder, "orders.jsonl"), "utf8"));
  assert.equal(event.id, answer.Entries?.[0]?.EventId);
  assert.deepEqual(
    { type: event["detail-type"], source: event.source, detail: event.detail },
    { type: "OrderPlaced", source: "orders", detail: { id: 7 } },
  );
});

test("each faulty entry fails alone, with EventBridge's code", async (t) => {
  const { client } = await openBuses(t);
  const Entries = [
    { Source: "orders", DetailType: "OrderPlaced", Detail: "{" },
    { Source: "orders", Detail: "{}" },
    { Source: "orders", DetailType: "OrderPlaced", Detail: "{}" },
  ];
  const answer = await client.send(new PutEventsCommand({ Entries }));
  assert.equal(answer.FailedEntryCount, 2);
  assert.deepEqual(
    answer.Entries?.map(({ ErrorCode }) => ErrorCode),
    ["MalformedDetail", "InvalidArgument", undefined],
  );
});

test("a bus's name never leads out of the folder", async (t) => {
  const { folder, client } = await openBuses(t);
  const entry = { Source: "s", DetailType: "t", Detail: "{}", EventBusName: ".." };
  await client.send(new PutEventsCommand({ Entries: [entry] }));
  assert.match(await readFile(join(folder, "default.jsonl"), "utf8"), /"source":"s"/);
});

test("the events of a bus take no more than their share of the disk, and the newest are kept", async (t) => {
  const { folder, client } = await openBuses(t, 20_000);
  const entry = { Source: "s", DetailType: "t", EventBusName: "orders" };
  for (let id = 0; id < 100; id++) {
    await client.send(
      new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify({ id, text }) }] }),
    );
  }
  const files = await Promise.all(
    ["orders.1.jsonl", "orders.jsonl"].map((name) => readFile(join(folder, name), "utf8")),
  );
  assert.ok(files.join("").length < 21_500);
  const ids = files
    .join("")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).detail.id);
  assert.deepEqual(
    ids,
    Array.from({ length: ids.length }, (_, n) => 100 - ids.length + n),
  );
  assert.ok(ids.length > 10);
});
