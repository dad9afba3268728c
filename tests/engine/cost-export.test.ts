import assert from "node:assert/strict";
import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../cli/cost.ts";
import { emfLine, serviceLine } from "../cli/captured-metrics.ts";
import { duckdb } from "../cost-export/duckdb.ts";
import { freePort } from "./free-port.ts";
import { projectCopy } from "./project-copy.ts";
import { StartedStage } from "./started-stage.ts";

const DAY_MS = 86_400_000;
const WATCHING = "Watching handlers/";

const now = Date.now();
function dayOf(daysAgo: number) {
  return new Date(now - daysAgo * DAY_MS).toISOString().slice(0, 10);
}

// After the hour of the schedule on the day it runs for: both are there whatever the time is now.
const night = new Date(now).getUTCHours() >= 3 ? 0 : 1;
const yesterday = dayOf(1 + night);

/** What handlers and AppSync counted on the day that is exported, and on the two before it. */
async function capture(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const days = [1, 2, 3].map((daysAgo) => `${dayOf(daysAgo + night)}T12:00:00Z`);
  const emf = days.map((time, index) =>
    emfLine(time, "orders", { InboundOperations: 1_234_567 + index, HandlerOperations: 11 }),
  );
  const service = days.flatMap((time, index) => [
    serviceLine(time, "InboundMessages", 1_234_600 + index, "orders"),
    serviceLine(time, "OutboundMessages", 7_654_321, "orders"),
    serviceLine(time, "ConnectionDuration", 3_600_001),
  ]);
  await writeFile(join(folder, "emf.jsonl"), `${emf.join("\n")}\n`);
  await writeFile(join(folder, "aws-appsync.jsonl"), `${service.join("\n")}\n`);
}

/** Waits until the function has logged that it exported; the stage's end ends the wait. */
async function exported(stage: StartedStage, times: number): Promise<string> {
  const file = join(stage.project, ".local/logs/appsync-events-local-cost-export.log");
  while (stage.process.exitCode === null) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.split('"message":"Exported"').length > times) {
      return text;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the stage ended:\n${stage.output}`);
}

test("a stage with the export on writes yesterday at its start, and DuckDB reads the report's total", async (t) => {
  const project = await projectCopy(t);
  const settings = join(project, "Pulumi.local.yaml");
  await appendFile(settings, "  appsync-events:costExport:\n    settleDays: 2\n");
  await capture(join(project, ".local/metrics"));
  const start = async () => {
    const stage = new StartedStage(t, project, ["--port", String(await freePort())]);
    await stage.printed(WATCHING);
    return stage;
  };
  const first = await start();
  assert.match(
    first.output,
    /Schedule appsync-events-local-cost-export: invoking its function for/,
  );
  assert.doesNotMatch(first.output, /^ {2}aws:(s3|sqs|glue|scheduler)\//m, "all is honoured");
  await exported(first, 1);

  const bucket = join(project, ".local/exports/appsync-events-local-costs-000000000000");
  const parquet = `${bucket}/event-api-costs/parquet`;
  const files = `read_parquet('${parquet}/*/*/*.parquet', hive_partitioning = true)`;
  const days = await duckdb(`
    SELECT month || '-' || day AS day, sum(EffectiveCost) AS total FROM ${files}
    GROUP BY 1 ORDER BY 1`);
  assert.deepEqual(
    days.map(({ day }) => day),
    [dayOf(2 + night), yesterday],
    "the day before yesterday is written again, the one before that is settled",
  );
  // 1,234,600 in, 11 invocations, 7,654,321 out at a millionth; 61 begun minutes at 0.08 millionths.
  assert.equal(days.at(-1)?.total, "8.888936880000000000");
  assert.match((await readdir(`${bucket}/event-api-costs`)).join(), /^csv,parquet$/);
  const [row] = await duckdb(`SELECT any_value(Tags) AS tags FROM ${files}`);
  assert.deepEqual(JSON.parse(row?.tags ?? ""), {
    CostCenter: "none",
    Service: "appsync-events",
    Stage: "local",
  });

  await appendFile(
    join(project, ".local/metrics/aws-appsync.jsonl"),
    `${serviceLine(`${yesterday}T12:00:00Z`, "OutboundMessages", 1, "orders")}\n`,
  );
  first.process.kill("SIGINT");
  assert.equal(await first.ended(), 0);
  const second = await start();
  await exported(second, 2);
  const [corrected] = await duckdb(`
    SELECT sum(EffectiveCost) AS total, count(DISTINCT filename) AS files
    FROM read_parquet('${parquet}/*/day=${yesterday.slice(8)}/*.parquet', filename = true)`);
  assert.equal(corrected?.total, "8.888937880000000000", "what AWS counted later is in the day");
  assert.equal(corrected?.files, "1", "the day has one file, however often it is exported");
  second.process.kill("SIGINT");
  assert.equal(await second.ended(), 0);

  const month = yesterday.slice(0, 7);
  const asked = ["--stage", "local", "--month", month];
  const metrics = ["--metrics", join(project, ".local/metrics")];
  const report = JSON.parse(await run(["report", ...asked, ...metrics, "--json"], new Date()));
  await run(["export", ...asked, ...metrics, "--folder", bucket], new Date());
  const [whole] = await duckdb(`
    SELECT sum(EffectiveCost) AS total, count(DISTINCT filename) = count(DISTINCT day) AS same
    FROM read_parquet('${parquet}/month=${month}/*/*.parquet', filename = true, hive_partitioning = true)`);
  assert.equal(whole?.total, `${report.total}000000000`);
  assert.equal(whole?.same, "true", "the command writes the files that the function writes");
});
