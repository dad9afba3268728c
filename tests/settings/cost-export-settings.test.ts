import assert from "node:assert/strict";
import { test } from "node:test";
import { parseStageSettings, StageSettingsError } from "../../settings/stage-settings.ts";

function faultsOf(costExport: unknown, prices: object = {}): string[] {
  const config = {
    "appsync-events:costExport": JSON.stringify(costExport),
    "appsync-events:prices": JSON.stringify(prices),
  };
  try {
    parseStageSettings("test", config, new Date("2026-11-25"));
  } catch (error) {
    assert.ok(error instanceof StageSettingsError);
    return error.faults.map(({ path, got, allowed }) => `${path}: ${got}; ${allowed}`);
  }
  return [];
}

/** Asserts one fault, whose line matches. */
function refused(costExport: object, line: RegExp, prices: object = {}): void {
  const faults = faultsOf(costExport, prices);
  assert.equal(faults.length, 1, faults.join("\n"));
  assert.match(faults[0] ?? "", line);
}

test("an export of its own and one into a shared bucket are taken", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/abc";
  assert.deepEqual(faultsOf({}), []);
  assert.deepEqual(
    faultsOf({
      prefix: "costs/event-api",
      writerAccountIds: ["444455556666"],
      retentionDays: 2_555,
      databaseName: "finance",
      settleDays: 13,
      hourUtc: 0,
      kmsKeyArn,
    }),
    [],
  );
  const shared = { bucketName: "finance-costs.example", bucketOwnerAccountId: "444455556666" };
  assert.deepEqual(faultsOf({ ...shared, table: false, kmsKeyArn }), []);
});

test("names that AWS refuses are named with what is allowed", () => {
  for (const bucketName of ["Finance", "ab", "a_b", "-abc", "abc-", "192.168.0.1", "a..b"]) {
    refused({ bucketName }, /^costExport\.bucketName: ".*"; a bucket's name: 3 to 63 lower-case/);
  }
  for (const prefix of ["/costs", "costs/", "costs//x", "costs/../x", ""]) {
    refused({ prefix }, /^costExport\.prefix: ".*"; letters, digits, hyphens and underscores/);
  }
  refused({ databaseName: "Finance-DB" }, /^costExport\.databaseName.*lower-case letters/);
  refused({ writerAccountIds: ["12345678901"] }, /^costExport\.writerAccountIds\[0\].*12 digits/);
});

test("counts out of bounds and unknown settings are refused", () => {
  refused({ settleDays: 14 }, /^costExport\.settleDays: 14/);
  refused({ settleDays: 0 }, /^costExport\.settleDays: 0/);
  refused({ hourUtc: 24 }, /^costExport\.hourUtc: 24/);
  refused({ bucket: "x" }, /^costExport\.bucket/);
});

test("settings that contradict each other are refused", () => {
  const bucketName = "finance-costs";
  refused({ bucketOwnerAccountId: "444455556666" }, /an owner without a bucket/);
  refused({ bucketName, retentionDays: 30 }, /^costExport\.retentionDays.*only without bucketName/);
  refused({ bucketName, writerAccountIds: ["444455556666"] }, /only without bucketName/);
  refused({ databaseName: "finance", table: false }, /a database for no table/);
});

test("a price is refused that the exported columns cannot hold exactly", () => {
  const exact = { operationsPerMillion: "0.123456789012", connectionMinutesPerMillion: 1e-12 };
  assert.deepEqual(faultsOf({}, exact), []);
  const line = /^prices\.operationsPerMillion: a price with 13 decimal places; at most 12/;
  refused({}, line, { operationsPerMillion: "0.1234567890123" });
  refused({}, line, { operationsPerMillion: 1e-13 });
  refused({}, line, { operationsPerMillion: { usd: "0.1234567890123", note: "agreed" } });
  assert.deepEqual(faultsOf({}, { s3StorageGigabyteMonth: "0.1234567890123" }), []);
});
