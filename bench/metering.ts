import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lineIngestionCost, metricLines } from "../pricing/metering-cost.ts";
import type { MetricsFlush } from "../pricing/metering-flush.ts";
import type { Figure, Section } from "./section.ts";

const INVOCATIONS = 20_000;
const SHARE_BOUND = 0.05;
const BUNDLE_BOUND = 6_000;

/** What one function process writes and spends on metering, one event for each invocation. */
function meter(flush: MetricsFlush): { lines: number; lineBytes: number; microseconds: number } {
  const folder = mkdtempSync(join(tmpdir(), "bench-metering-"));
  const output = join(folder, "stdout");
  const file = openSync(output, "w");
  try {
    const script = `
      const { Metering } = await import(${JSON.stringify(sourceUrl("handlers/runtime/metering.ts"))});
      const metering = new Metering({ stage: "prod", eventApiId: "abcdefghijklmnopqrstuvwxyz",
        namespace: "orders", region: "eu-west-1", flush: ${JSON.stringify(flush)} });
      const start = process.hrtime.bigint();
      for (let count = 0; count < ${INVOCATIONS}; count += 1) {
        metering.invocation("PUBLISH", [3_000]);
        metering.flush();
      }
      process.stderr.write(String(process.hrtime.bigint() - start));`;
    const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", file, "pipe"],
      encoding: "utf8",
      env: {
        ...process.env,
        POWERTOOLS_SERVICE_NAME: "appsync-events-orders",
        POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
      },
    });
    if (run.status !== 0) throw new Error(`metering process failed: ${run.stderr}`);
    const lines = readFileSync(output, "utf8").trimEnd().split("\n");
    const lineBytes = Math.max(...lines.map((line) => Buffer.byteLength(line)));
    return { lines: lines.length, lineBytes, microseconds: Number(run.stderr) / 1e3 / INVOCATIONS };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** Log ingestion as a share of the operations metered, one invocation each `seconds`. */
function ingestionShare(flush: MetricsFlush, lineBytes: number, seconds: number): number {
  const invocations = BigInt(Math.floor((30 * 86_400) / seconds));
  const load = { flush, invocations, operations: invocations * 2n, containers: 1n, days: 30n };
  const ingestion = lineIngestionCost(metricLines(load), BigInt(lineBytes));
  return Number(ingestion) / Number(load.operations * 1_000n);
}

/** Minified bytes that metering adds to a handler which already carries Powertools Metrics. */
async function bundledBytes(): Promise<number> {
  const bundle = async (contents: string) => {
    const result = await build({
      stdin: { contents, resolveDir: fileURLToPath(new URL("..", import.meta.url)), loader: "ts" },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node24",
      write: false,
    });
    return result.outputFiles[0]?.contents.byteLength ?? 0;
  };
  const powertools = 'import { Metrics } from "@aws-lambda-powertools/metrics"; new Metrics();';
  const metering = 'import { Metering } from "./handlers/runtime/metering.ts"; new Metering({});';
  return (await bundle(metering)) - (await bundle(powertools));
}

function sourceUrl(path: string): string {
  return new URL(`../${path}`, import.meta.url).href;
}

/** What metering costs in time, in bytes, and in dollars against what it meters. */
export async function run(): Promise<Section> {
  const flushed = meter("invocation");
  const aggregated = meter("aggregate");
  const share = (flush: MetricsFlush, bytes: number, seconds: number, bounded: boolean): Figure => {
    const value = ingestionShare(flush, bytes, seconds);
    return {
      name: `log ingestion / operations, ${flush}, 1 invocation per ${seconds} s`,
      value: `${(value * 100).toFixed(2)} %`,
      ...(bounded ? { target: `< ${SHARE_BOUND * 100} %`, met: value < SHARE_BOUND } : {}),
    };
  };
  const added = await bundledBytes();
  return {
    title: "Metering",
    figures: [
      { name: "metric line", value: `${aggregated.lineBytes} B` },
      { name: "time per invocation, invocation", value: `${flushed.microseconds.toFixed(1)} µs` },
      { name: "time per invocation, aggregate", value: `${aggregated.microseconds.toFixed(1)} µs` },
      { name: `lines for ${INVOCATIONS} invocations, aggregate`, value: `${aggregated.lines}` },
      share("invocation", flushed.lineBytes, 1, false),
      share("aggregate", aggregated.lineBytes, 1, true),
      share("aggregate", aggregated.lineBytes, 10, true),
      {
        name: "bundle beyond Powertools Metrics",
        value: `${added} B`,
        target: `< ${BUNDLE_BOUND} B`,
        met: added < BUNDLE_BOUND,
      },
    ],
    notes: [
      "One event for each invocation, so each invocation is two operations.",
      "Custom metrics come on top: 6 per namespace, 1.80 USD a month after the free tier.",
    ],
  };
}
