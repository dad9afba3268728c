import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { TableStore } from "../../local/dynamodb/table-store.ts";

const REGION = "eu-west-1";
const TABLE = { name: "orders", hashKey: "id", attributes: [{ name: "id", type: "S" }] };

/** A disk of its own; undefined where none can be mounted. */
async function smallDisk(t: TestContext): Promise<string | undefined> {
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]).status === 0;
  t.after(async () => {
    if (mounted) {
      spawnSync("umount", ["-l", disk]);
    }
    await rm(disk, { recursive: true, force: true });
  });
  return mounted ? disk : undefined;
}

test("a full disk fails what needs a table, ends nothing, and is said once; then tables are back", async (t) => {
  const disk = await smallDisk(t);
  if (disk === undefined) {
    return t.skip("mounting a disk of its own needs root");
  }
  const said: string[] = [];
  const recovered = Promise.withResolvers<void>();
  const store = await TableStore.open(join(disk, "tables"), REGION, (message) => {
    said.push(message);
    if (message.includes("again")) {
      recovered.resolve();
    }
  });
  t.after(() => store.close());
  await store.create(TABLE);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const { endpoint } = store;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  t.after(() => client.destroy());
  const put = (id: string, text = "") =>
    client.send(
      new PutItemCommand({ TableName: "orders", Item: { id: { S: id }, t: { S: text } } }),
    );
  await put("before");

  const filler = join(disk, "filler");
  await writeFile(filler, Buffer.alloc(16 * 1024 * 1024)).catch(() => undefined);
  const large = async () => {
    for (let count = 0; count < 100; count++) {
      await put("large", "x".repeat(300_000));
    }
  };
  await assert.rejects(large());
  for (let count = 0; count < 3; count++) {
    await assert.rejects(put("lost"));
  }

  await rm(filler);
  await recovered.promise;
  await put("after");
  for (const id of ["before", "after"]) {
    const Key = { id: { S: id } };
    const { Item } = await client.send(new GetItemCommand({ TableName: "orders", Key }));
    assert.deepEqual(Item?.id, { S: id });
  }
  assert.equal(said.length, 2, said.join("\n"));
  assert.match(said[0] ?? "", /Tables cannot be used \(.*No space left.*\)\. The stage serves on/);
});
