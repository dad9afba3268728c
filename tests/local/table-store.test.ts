import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { TableStore } from "../../local/dynamodb/table-store.ts";

const REGION = "eu-west-1";
const TABLE = {
  name: "orders",
  hashKey: "id",
  attributes: [
    { name: "id", type: "S" },
    { name: "customer", type: "S" },
  ],
  globalSecondaryIndexes: [{ name: "by-customer", hashKey: "customer", projectionType: "ALL" }],
};
const Key = { id: { S: "7" } };

async function withClient<T>(store: TableStore, use: (client: DynamoDBClient) => Promise<T>) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint: store.endpoint, region: REGION, credentials });
  return use(client).finally(() => client.destroy());
}

test("items of a table are there after the store was closed and opened again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tables-"));
  t.after(() => rm(folder, { recursive: true }));
  const before = await TableStore.open(folder, REGION);
  await before.create(TABLE);
  await withClient(before, (client) =>
    client.send(new PutItemCommand({ TableName: "orders", Item: { ...Key, total: { N: "12" } } })),
  );
  await before.close();

  const after = await TableStore.open(folder, REGION);
  t.after(() => after.close());
  await after.create(TABLE);
  const { Item } = await withClient(after, (client) =>
    client.send(new GetItemCommand({ TableName: "orders", Key })),
  );
  assert.deepEqual(Item?.total, { N: "12" });
});

test("a removed table is gone, and removing it again is not a fault", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tables-"));
  const store = await TableStore.open(folder, REGION);
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  await store.create(TABLE);
  await store.remove("orders");
  await store.remove("orders");
  await assert.rejects(
    withClient(store, (client) => client.send(new GetItemCommand({ TableName: "orders", Key }))),
    { name: "ResourceNotFoundException" },
  );
});

test("items of a table are exported and imported as they are, bytes included", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tables-"));
  const store = await TableStore.open(join(folder, "tables"), REGION);
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const file = join(folder, "orders.jsonl");
  assert.equal(await store.exportTo("orders", file), 0, "a table that does not exist");
  await store.create(TABLE);
  assert.equal(await store.exportTo("orders", file), 0, "an empty table");
  await assert.rejects(stat(file), { code: "ENOENT" });

  const bytes = Uint8Array.from([0, 127, 128, 255]);
  const item = (id: string) => ({
    id: { S: id },
    total: { N: "12.5" },
    picture: { B: bytes },
    pictures: { BS: [bytes] },
    lines: { L: [{ M: { text: { S: "line\nbreak" } } }, { NULL: true as const }] },
  });
  await withClient(store, async (client) => {
    for (const id of ["1", "2", "3"]) {
      await client.send(new PutItemCommand({ TableName: "orders", Item: item(id) }));
    }
  });
  assert.equal(await store.exportTo("orders", file), 3);
  await store.remove("orders");
  await assert.rejects(store.importFrom("orders", file), { name: "ResourceNotFoundException" });
  await store.create(TABLE);
  assert.equal(await store.importFrom("orders", file), 3);
  const { Item } = await withClient(store, (client) =>
    client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: "2" } } })),
  );
  assert.deepEqual(Item, item("2"));
});
