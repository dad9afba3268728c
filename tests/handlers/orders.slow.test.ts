import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  CreateTableCommand,
  DynamoDBClient,
  ScanCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import ordersNamespace from "../../handlers/orders/index.ts";
import type { StoredOrderEvent } from "../../handlers/orders/schemas.ts";
import { EventBuses } from "../../local/eventbridge/event-buses.ts";
import {
  lambdaIdentity,
  type TestedNamespace,
  testNamespace,
} from "../../testing/test-namespace.ts";
import { deployNamespace, productNamespace } from "./deployed-namespace.ts";
import { publish } from "./invocation-events.ts";

function order(eventId: string, more: object = {}) {
  return {
    eventId,
    orderId: "order-1",
    status: "placed",
    currency: "EUR",
    lines: [{ sku: "tea", quantity: 2, unitPrice: 450 }],
    ...more,
  };
}

describe("the namespace orders", () => {
  let folder = "";
  let buses: EventBuses;
  let tables: ReturnType<typeof dynalite>;
  let client: DynamoDBClient;
  let orders: TestedNamespace;
  let environment: Record<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "orders-"));
    tables = dynalite({
      path: join(folder, "db"),
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
    });
    await new Promise<void>((resolve) => tables.listen(0, "127.0.0.1", () => resolve()));
    const address = tables.address();
    const port = typeof address === "object" ? address?.port : undefined;
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" });
    const endpoint = `http://127.0.0.1:${port}`;
    client = new DynamoDBClient({ endpoint, region: "eu-west-1" });
    await client.send(
      new CreateTableCommand({
        TableName: "orders",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: "orders" });
    const place = { region: "eu-west-1", accountId: "000000000000" };
    buses = await EventBuses.open(join(folder, "buses"), place);
    environment = {
      ORDERS_TABLE_NAME: "orders",
      EVENT_BUS_NAME: "orders",
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: buses.endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    };
    orders = testNamespace(ordersNamespace, { environment, remainingMilliseconds: 20_000 });
  });
  after(async () => {
    client.destroy();
    await buses.close();
    await new Promise((resolve) => tables.close(resolve));
    await rm(folder, { recursive: true });
  });

  const announced = async (): Promise<string[]> => {
    const text = await readFile(join(folder, "buses/orders.jsonl"), "utf8").catch(() => "");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line).detail.eventId);
  };
  const items = async (prefix: string) => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: "orders" }));
    return Items.filter(({ pk, sk }) => [pk?.S, sk?.S].some((key) => key?.startsWith(prefix)));
  };

  test("stores, numbers and announces each event, and broadcasts what it stored", async () => {
    const batch = [order("event-0001"), order("event-0002", { status: "paid" })];
    const results = await orders.publish<StoredOrderEvent>("/orders/eu", batch);
    assert.deepEqual(new Set(results.map(({ payload }) => payload?.sequence)), new Set([1, 2]));
    for (const [index, { payload }] of results.entries()) {
      const { sequence: _, storedAt = "", ...rest } = { ...payload };
      assert.deepEqual(rest, batch[index]);
      assert.ok(!Number.isNaN(Date.parse(storedAt)));
    }
    const stored = (await items("EVENT#")).map(({ event }) => JSON.parse(event?.S ?? "null"));
    assert.deepEqual(
      new Set(stored.map(({ eventId }) => eventId)),
      new Set(["event-0001", "event-0002"]),
    );
    assert.deepEqual(new Set(await announced()), new Set(["event-0001", "event-0002"]));
  });

  test("stores and announces a repeated event id once, and answers it as the first time", async () => {
    const first = await orders.publish("/orders/eu", order("event-0003"));
    assert.deepEqual(await orders.publish("/orders/eu", order("event-0003")), first);
    const twice = [order("event-0004"), order("event-0004")];
    const [one, other] = await orders.publish("/orders/eu", twice);
    assert.deepEqual(one, other);
    for (const eventId of ["event-0003", "event-0004"]) {
      assert.equal((await items(`EVENT#${eventId}`)).length, 1);
      assert.equal((await announced()).filter((id) => id === eventId).length, 1);
    }
  });

  test("keeps what another channel publishes under the same event id apart", async () => {
    const paid = order("event-0010", { status: "paid" });
    await orders.publish("/orders/eu", order("event-0010"));
    const other = await orders.publish<StoredOrderEvent>("/orders/north/se", paid);
    assert.equal(other.payload?.status, "paid");
    assert.equal((await items("EVENT#event-0010")).length, 2);
    assert.equal((await announced()).filter((id) => id === "event-0010").length, 2);
  });

  test("refuses another event under an id that its channel knows, alone, and in one batch", async () => {
    const first = await orders.publish("/orders/eu", order("event-0011"));
    const [other, next, same] = await orders.publish("/orders/eu", [
      order("event-0011", { status: "paid" }),
      order("event-0012"),
      order("event-0011"),
    ]);
    assert.equal(other?.code, "REJECTED");
    assert.match(String(other?.reason), /^another event has this eventId/);
    assert.ok(next?.payload);
    assert.deepEqual(same, first);
    const twins = [order("event-0013"), order("event-0013", { status: "cancelled" })];
    const outcomes = (await orders.publish("/orders/eu", twins)).map(({ code = "stored" }) => code);
    assert.deepEqual(outcomes.sort(), ["REJECTED", "stored"]);
    assert.equal((await items("EVENT#event-0013")).length, 1);
  });

  test("counts each channel's sequence by itself", async () => {
    const { payload } = await orders.publish<StoredOrderEvent>("/orders/us", order("event-0005"));
    assert.equal(payload?.sequence, 1);
  });

  test("records who subscribed, and refuses a caller of whom nothing is known", async () => {
    const identity = lambdaIdentity("ann");
    assert.deepEqual(await orders.subscribe("/orders/eu", { identity }), { accepted: true });
    assert.equal((await orders.subscribe("/orders/eu")).code, "UNAUTHORIZED");
    const [record, ...others] = await items("SUBSCRIBER#");
    assert.deepEqual(
      [record?.pk?.S, record?.sk?.S, others.length],
      ["SUBSCRIBER#ann", "CHANNEL#/orders/eu", 0],
    );
    assert.ok(Number(record?.expiresAt?.N) > Date.now() / 1000);
  });

  test("keeps an invalid event out of the table", async () => {
    const result = await orders.publish("/orders/eu", order("event-0006", { lines: [] }));
    assert.deepEqual(result, { code: "INVALID_EVENT", reason: "/lines must have at least 1 item" });
    assert.equal((await items("EVENT#event-0006")).length, 0);
  });

  test("announces on the next publish what the event bus had not taken", async () => {
    const { endpoint } = buses;
    await buses.close();
    const missed = await orders.publish("/orders/eu", order("event-0007"));
    assert.match(String(missed.reason), /not announced; publish it again/);
    const place = { region: "eu-west-1", accountId: "000000000000" };
    buses = await EventBuses.open(join(folder, "buses"), place);
    const restarted = await deployNamespace(productNamespace("orders"), {
      ...environment,
      AWS_ENDPOINT_URL_EVENTBRIDGE: buses.endpoint,
    });
    assert.notEqual(buses.endpoint, endpoint);
    const answer = await restarted.invoke(publish("/orders/eu", [order("event-0007")]));
    assert.ok("payload" in (answer?.events?.[0] ?? {}));
    assert.equal((await announced()).filter((id) => id === "event-0007").length, 1);
  });
});
