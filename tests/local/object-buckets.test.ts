import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { bucketStore } from "../../cost-export/bucket-store.ts";
import { ExportError } from "../../cost-export/export-error.ts";
import { ObjectBuckets } from "../../local/s3/object-buckets.ts";

const PLACE = { accountId: "000000000000", region: "eu-west-1" };

async function openBuckets(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "buckets-"));
  const buckets = await ObjectBuckets.open(folder, PLACE);
  buckets.create("costs");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const { region } = PLACE;
  const client = new S3Client({ endpoint: buckets.endpoint, region, credentials, maxAttempts: 1 });
  t.after(async () => {
    client.destroy();
    await buckets.close();
    await rm(folder, { recursive: true });
  });
  return { folder, buckets, client };
}

test("an object that the AWS SDK puts is a file of its bucket, and replaces the one of its key", async (t) => {
  const { folder, client } = await openBuckets(t);
  const put = (Body: string | Uint8Array) =>
    client.send(new PutObjectCommand({ Bucket: "costs", Key: "a/month=2026-11/b c.csv", Body }));
  await put("first");
  const { ETag } = await put(new TextEncoder().encode("second"));
  assert.match(ETag ?? "", /^"[0-9a-f]{32}"$/);
  assert.equal(await readFile(join(folder, "costs/a/month=2026-11/b c.csv"), "utf8"), "second");
  assert.deepEqual(await readdir(join(folder, "costs/a/month=2026-11")), ["b c.csv"]);
});

test("what S3 would refuse is refused by S3's codes", async (t) => {
  const { buckets, client } = await openBuckets(t);
  const named = (name: string) => (error: unknown) => error instanceof Error && error.name === name;
  const put = { Bucket: "costs", Key: "k", Body: "x" };
  await assert.rejects(
    client.send(new PutObjectCommand({ ...put, Bucket: "other" })),
    named("NoSuchBucket"),
  );
  await assert.rejects(
    client.send(new PutObjectCommand({ ...put, ExpectedBucketOwner: "111122223333" })),
    named("AccessDenied"),
  );
  await assert.rejects(
    client.send(new PutObjectCommand({ ...put, ChecksumCRC32: "AAAAAA==" })),
    named("BadDigest"),
  );
  await assert.rejects(
    client.send(new GetObjectCommand({ Bucket: "costs", Key: "k" })),
    named("NotImplemented"),
  );
  buckets.remove("costs");
  await assert.rejects(client.send(new PutObjectCommand(put)), named("NoSuchBucket"));
});

test("a page of another site reaches no bucket through a browser of this machine", async (t) => {
  const { folder, buckets } = await openBuckets(t);
  const response = await fetch(`${buckets.endpoint}/costs/k`, {
    method: "PUT",
    body: "x",
    headers: { origin: "https://elsewhere.example" },
  });
  assert.equal(response.status, 403);
  assert.deepEqual(await readdir(folder), []);
});

test("a key never leads out of the bucket's folder", async (t) => {
  const { folder, buckets } = await openBuckets(t);
  for (const key of ["..%2Foutside", "a/..%2F..%2F..%2Foutside", "a//b"]) {
    const response = await fetch(`${buckets.endpoint}/costs/${key}`, { method: "PUT", body: "x" });
    assert.equal(response.status, 400, key);
  }
  assert.deepEqual(await readdir(folder), []);
});

test("an export that S3 refuses says which object, why, and what to do", async (t) => {
  const { client } = await openBuckets(t);
  for (const [bucket, message] of [
    [{ name: "gone" }, /^s3:\/\/gone\/k: there is no bucket gone\. Fix: create it/],
    [
      { name: "costs", ownerAccountId: "111122223333" },
      /^s3:\/\/costs\/k: S3 refused the write \(AccessDenied\)\. Fix: .*s3:PutObject.*111122223333/,
    ],
  ] as const) {
    await assert.rejects(
      bucketStore(client, bucket).put("k", "x", "text/csv"),
      (error) => error instanceof ExportError && message.test(error.message),
    );
  }
});
