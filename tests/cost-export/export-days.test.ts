import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { parse } from "csv-parse/sync";
import { run } from "../../cli/cost.ts";
import { capturedUsage } from "../../cost/captured-usage.ts";
import { parseMonth } from "../../cost/month.ts";
import type { MonthUsage, Usage } from "../../cost/usage.ts";
import { EXPORT_COLUMNS } from "../../cost-export/export-columns.ts";
import { type ExportStore, exportDays } from "../../cost-export/export-days.ts";
import { exportedDays } from "../../cost-export/exported-days.ts";
import { rowsByDay } from "../../cost-export/exported-rows.ts";
import { parquetFile } from "../../cost-export/parquet-file.ts";
import { busyMonth, capturedMetrics } from "../cli/captured-metrics.ts";
import { duckdb } from "./duckdb.ts";

const now = new Date("2026-11-02T00:00:00Z");
const SOURCE = {
  accountId: "012345678901",
  region: "eu-west-1",
  project: "appsync-events",
  stage: "local",
};
const settings = { source: SOURCE, prefix: "costs", prices: {} };

/** A folder that takes objects as files. */
async function folderStore(t: TestContext): Promise<{ folder: string; store: ExportStore }> {
  const folder = await mkdtemp(join(tmpdir(), "export-"));
  t.after(() => rm(folder, { recursive: true }));
  const store: ExportStore = {
    async put(key, content) {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), content);
    },
  };
  return { folder, store };
}

function usageOf(usage: readonly Usage[]): (month: string) => Promise<MonthUsage> {
  return async (month) => ({
    usage: usage.filter(({ day }) => day.startsWith(month)),
    notes: [],
    origin: "a test",
  });
}

function counted(day: string, quantity: bigint, source: Usage["source"] = "handler"): Usage {
  return { day, eventApiId: "api1", namespace: "orders", kind: "inbound", quantity, source };
}

test("DuckDB reads a month of files as one table whose sum is the report's total to the nano-dollar", async (t) => {
  const metrics = await capturedMetrics(t, busyMonth());
  const { folder, store } = await folderStore(t);
  const usage = () => capturedUsage(metrics, "local", parseMonth("2026-10", now));
  const exported = await exportDays(
    exportedDays({ month: "2026-10" }, 1, now),
    usage,
    store,
    settings,
    now,
  );
  assert.equal(exported.length, 31);
  const asked = ["--stage", "local", "--month", "2026-10", "--metrics", metrics, "--json"];
  const report = JSON.parse(await run(["report", ...asked], now));

  const files = `read_parquet('${folder}/costs/parquet/month=*/day=*/*.parquet', hive_partitioning = true)`;
  const [sums] = await duckdb(`
    SELECT sum(EffectiveCost) AS total, typeof(sum(EffectiveCost)) AS type, count(*) AS charges,
      count(DISTINCT month || day) AS days, min(ChargePeriodStart AT TIME ZONE 'UTC') AS first,
      any_value(SubAccountId) AS account, any_value(x_Stage) AS stage,
      sum(PricingQuantity * ContractedUnitPrice)::DECIMAL(38,18) AS product
    FROM ${files}`);
  assert.equal(sums?.total, `${report.total}000000000`);
  assert.equal(sums?.type, "DECIMAL(38,18)");
  assert.equal(sums?.account, "012345678901", "an account id keeps its zero");
  assert.equal(sums?.stage, "local");
  const rows = exported.reduce((sum, day) => sum + day.rows, 0);
  assert.equal(sums?.charges, String(rows));
  const namespaces = await duckdb(
    `SELECT x_ChannelNamespaceName AS name, sum(EffectiveCost) AS cost FROM ${files} GROUP BY 1`,
  );
  for (const { namespace, cost } of report.namespaces) {
    assert.equal(
      namespaces.find(({ name }) => name === (namespace ?? null))?.cost,
      `${cost}000000000`,
      namespace,
    );
  }
});

test("the CSV of a day has the rows of its Parquet file", async (t) => {
  const { folder, store } = await folderStore(t);
  const usage = usageOf([counted("2026-10-07", 3n), counted("2026-10-08", 5n)]);
  const [day] = await exportDays(["2026-10-07"], usage, store, settings, now);
  assert.deepEqual(day?.keys, [
    "costs/parquet/month=2026-10/day=07/012345678901-eu-west-1-appsync-events-local.parquet",
    "costs/csv/month=2026-10/day=07/012345678901-eu-west-1-appsync-events-local.csv",
  ]);
  const [parquet, csv] = day?.keys ?? [];
  const cells = parse(await readFile(join(folder, csv ?? ""), "utf8"), {
    columns: true,
  }) as Record<string, string>[];
  const [row] = await duckdb(
    `SELECT * FROM read_parquet('${join(folder, parquet ?? "")}', hive_partitioning = false)`,
  );
  assert.equal(cells.length, 1);
  assert.equal(row?.EffectiveCost, "0.000003000000000000");
  assert.equal(Number(cells[0]?.EffectiveCost), 0.000003);
  assert.equal(row?.ChargePeriodStart, "2026-10-07 00:00:00+00");
  assert.deepEqual(Object.keys(row ?? {}), Object.keys(cells[0] ?? {}));
});

test("a day without metrics is written without rows, and takes the place of rows that AWS took back", async (t) => {
  const { folder, store } = await folderStore(t);
  await exportDays(["2026-10-07"], usageOf([counted("2026-10-07", 3n)]), store, settings, now);
  const [day] = await exportDays(["2026-10-07"], usageOf([]), store, settings, now);
  assert.equal(day?.rows, 0);
  const file = join(folder, day?.keys[0] ?? "");
  assert.deepEqual(await duckdb(`SELECT * FROM '${file}'`), []);
  const columns = await duckdb(
    `DESCRIBE SELECT * FROM read_parquet('${file}', hive_partitioning = false)`,
  );
  assert.deepEqual(
    columns.map(({ column_name }) => column_name),
    EXPORT_COLUMNS.map(({ name }) => name),
  );
});

test("a repeated export replaces a day's files and adds none", async (t) => {
  const { folder, store } = await folderStore(t);
  const all = () =>
    duckdb(`SELECT day, sum(PricingQuantity)::BIGINT AS quantity
      FROM read_parquet('${folder}/costs/parquet/*/*/*.parquet', hive_partitioning = true)
      GROUP BY day ORDER BY day`);
  const days = ["2026-10-30", "2026-10-31", "2026-11-01"];
  const first = [counted("2026-10-31", 2n), counted("2026-11-01", 7n)];
  await exportDays(days, usageOf(first), store, settings, now);
  await exportDays(days, usageOf(first), store, settings, now);
  assert.deepEqual(
    (await all()).map(({ day, quantity }) => [day, quantity]),
    [
      ["01", "7"],
      ["31", "2"],
    ],
  );
  const settled = [counted("2026-10-31", 2n), counted("2026-10-31", 5n, "service")];
  await exportDays(days, usageOf(settled), store, settings, now);
  assert.deepEqual(
    (await all()).map(({ quantity }) => quantity),
    ["5"],
    "AWS's later count is the day's, and what it took back is gone",
  );
});

test("an export that is cut off keeps what it wrote, and its repetition completes it", async (t) => {
  const { folder, store } = await folderStore(t);
  const days = ["2026-10-06", "2026-10-07"];
  const usage = usageOf([counted("2026-10-06", 1n), counted("2026-10-07", 2n)]);
  let left = 3;
  const cutOff: ExportStore = {
    put: async (...object) => {
      if (left === 0) {
        throw new Error("the disk is full");
      }
      left -= 1;
      await store.put(...object);
    },
  };
  const sum = async () =>
    (
      await duckdb(
        `SELECT sum(PricingQuantity)::BIGINT AS n FROM '${folder}/costs/parquet/*/*/*.parquet'`,
      )
    )[0]?.n;
  await assert.rejects(exportDays(days, usage, cutOff, settings, now), /the disk is full/);
  assert.equal(await sum(), "3");
  await exportDays(days, usage, store, settings, now);
  assert.equal(await sum(), "3");
});

test("negotiated prices stay exact, and one that the columns cannot hold is refused by its name", () => {
  const rows = (operationsPerMillion: string) => {
    const prices = { operationsPerMillion };
    const usage = { usage: [counted("2026-10-07", 7n)], notes: [], origin: "a test" };
    return rowsByDay("2026-10", usage, { source: SOURCE, prices }, now).get("2026-10-07") ?? [];
  };
  assert.ok(parquetFile(rows("0.123456789012")).length > 0);
  assert.throws(
    () => parquetFile(rows("0.1234567890123")),
    /ContractedCost must have at most 20 digits before and 18 behind the point, got 0\.0000008641975230861/,
  );
});

test("a price of twelve decimal places reads back as it is", async (t) => {
  const { folder } = await folderStore(t);
  const prices = { operationsPerMillion: "0.123456789012" };
  const usage = { usage: [counted("2026-10-07", 7n)], notes: [], origin: "a test" };
  const rows = rowsByDay("2026-10", usage, { source: SOURCE, prices }, now).get("2026-10-07") ?? [];
  const file = join(folder, "rows.parquet");
  await writeFile(file, parquetFile(rows));
  const [row] = await duckdb(`SELECT EffectiveCost, ListCost FROM '${file}'`);
  assert.deepEqual(row, {
    EffectiveCost: "0.000000864197523084",
    ListCost: "0.000007000000000000",
  });
});
