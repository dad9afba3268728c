import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { COST_METRIC, METRICS_NAMESPACE } from "../pricing/handler-metrics.ts";
import {
  lineIngestionCost,
  METRICS_PER_NAMESPACE,
  meteringCost,
  metricLines,
} from "../pricing/metering-cost.ts";
import type { MetricsFlush } from "../pricing/metering-flush.ts";
import { displayUsd, type NanoDollars } from "../pricing/money.ts";
import { servicePrices } from "../pricing/price.ts";
import type { Figure, Section } from "./section.ts";

const INVOCATIONS = 20_000;
const PRICES = servicePrices("us-east-1", new Date().toISOString().slice(0, 10));
const SHARE_BOUND = 0.05;
const BUNDLE_BOUND = 6_000;

/** What one function process writes and spends on metering, one event for each invocation. */
function meter(flush: MetricsFlush): { lines: number; lineBytes: number; microseconds: number } {
  const folder = mkdtempSync(join(tmpdir(), "bench-metering-"));
  const output = join(folder, "stdout");
  const file = openSync(output, "w");
  try {
    const program = fileURLToPath(new URL("metering/metered-process.ts", import.meta.url));
    const run = spawnSync(process.execPath, [program, flush, `${INVOCATIONS}`], {
      stdio: ["ignore", file, "pipe"],
      encoding: "utf8",
      env: {
        ...process.env,
        POWERTOOLS_SERVICE_NAME: "appsync-events-orders",
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
      },
    });
    if (run.status !== 0) {
      throw new Error(`metering process failed: ${run.stderr}`);
    }
    const lines = readFileSync(output, "utf8").trimEnd().split("\n");
    const lineBytes = Math.max(...lines.map(pricedLineBytes));
    return { lines: lines.length, lineBytes, microseconds: Number(run.stderr) / 1e3 / INVOCATIONS };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of a metric line. Throws if it carries no dollars, as a function's line does. */
function pricedLineBytes(line: string): number {
  const dollars: unknown = JSON.parse(line)[COST_METRIC];
  if (typeof dollars !== "number" || !(dollars > 0)) {
    throw new Error(`metric line without dollars: ${COST_METRIC} must be above 0, got ${dollars}`);
  }
  return Buffer.byteLength(line);
}

/** Log ingestion as a share of the operations metered, one invocation each `seconds`. */
function ingestionShare(flush: MetricsFlush, lineBytes: number, seconds: number): number {
  const invocations = BigInt(Math.floor((30 * 86_400) / seconds));
  const load = { flush, invocations, operations: invocations * 2n, containers: 1n, days: 30n };
  const ingestion = lineIngestionCost(metricLines(load), BigInt(lineBytes), PRICES);
  return Number(ingestion) / Number(load.operations * 1_000n);
}

/** Minified bytes that metering adds to a handler which already carries Powertools Metrics. */
async function addedBytes(): Promise<number> {
  return (
    (await bundledBytes("bundled-metering.ts")) - (await bundledBytes("bundled-powertools.ts"))
  );
}

async function bundledBytes(entry: string): Promise<number> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`metering/${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    write: false,
  });
  return result.outputFiles[0]?.contents.byteLength ?? 0;
}

/** What CloudWatch takes for the custom metrics of a namespace in a month. */
function customMetricsUsd(): NanoDollars {
  const load = { invocations: 1n, operations: 2n, containers: 1n, days: 30n };
  return meteringCost({ flush: "invocation", ...load }, PRICES).customMetrics;
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
  const added = await addedBytes();
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
      `Custom metrics come on top: ${METRICS_PER_NAMESPACE} per namespace, ` +
        `${displayUsd(customMetricsUsd())} a month after the free tier.`,
    ],
  };
}
