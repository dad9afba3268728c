import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { run } from "../../cli/cost.ts";
import { CostError } from "../../cost/cost-error.ts";
import { duckdb } from "../cost-export/duckdb.ts";
import { busyMonth, capturedMetrics } from "./captured-metrics.ts";

const now = new Date("2026-11-02T12:00:00Z");

async function exportOf(t: TestContext, ...args: string[]) {
  const metrics = await capturedMetrics(t, busyMonth());
  const folder = await mkdtemp(join(tmpdir(), "exports-"));
  t.after(() => rm(folder, { recursive: true }));
  const stage = ["--stage", "local", "--metrics", metrics];
  const printed = await run(["export", ...stage, "--folder", folder, ...args], now);
  const report = JSON.parse(
    await run(["report", ...stage, "--month", "2026-10", "--json"], now),
  ) as { total: string };
  return { printed, folder, report };
}

test("a month is exported with the report's total, and each file is named", async (t) => {
  const { printed, folder, report } = await exportOf(t, "--month", "2026-10");
  const [sum] = await duckdb(
    `SELECT sum(EffectiveCost) AS total FROM '${folder}/event-api-costs/parquet/*/*/*.parquet'`,
  );
  assert.equal(sum?.total, `${report.total}000000000`);
  const name = "000000000000-eu-west-1-appsync-events-local";
  assert.match(printed, /^2026-10-01: \d+ rows$/m);
  assert.ok(printed.includes(`${folder}/event-api-costs/csv/month=2026-10/day=31/${name}.csv`));
});

test("a day is exported alone", async (t) => {
  const { printed, folder } = await exportOf(t, "--day", "2026-10-07");
  assert.match(printed, /^2026-10-07: \d+ rows\n {2}.*\.parquet\n {2}.*\.csv$/);
  assert.deepEqual(await readdir(join(folder, "event-api-costs/parquet/month=2026-10")), [
    "day=07",
  ]);
});

test("a day without metrics is exported without rows", async (t) => {
  const { printed } = await exportOf(t, "--day", "2026-11-01");
  assert.match(printed, /^2026-11-01: 0 rows$/m);
});

test("what cannot be exported is refused with what to do", async (t) => {
  for (const [args, message] of [
    [["--stage", "local"], /--day or --month: give one of them/],
    [["--stage", "local", "--day", "2026-11-01", "--month", "2026-10"], /give one of them/],
    [["--day", "2026-11-01"], /--stage is missing/],
    [["--stage", "local", "--day", "2026-11-02"], /day must be over in UTC, got 2026-11-02/],
    [["--stage", "local", "--day", "yesterday"], /day must be a day as YYYY-MM-DD/],
    [["--stage", "local", "--month", "2026-12"], /month must have a day that is over/],
    [["--stage", "nowhere", "--day", "2026-11-01"], /stage: got "nowhere", allowed/],
    [["--stage", "prod", "--day", "2026-11-01", "--metrics", "x"], /no account's.*--folder/],
  ] as const) {
    await assert.rejects(run(["export", ...args], now), (error: Error) => {
      assert.match(error.message, message);
      return true;
    });
  }
  const folder = await mkdtemp(join(tmpdir(), "exports-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "file"), "");
  await mkdir(join(folder, "metrics"));
  const asked = ["--metrics", join(folder, "metrics"), "--folder", join(folder, "file")];
  await assert.rejects(
    run(["export", "--stage", "local", "--day", "2026-11-01", ...asked], now),
    (error) => error instanceof CostError && /cannot write .*ENOTDIR.*Fix: /.test(error.message),
  );
});
