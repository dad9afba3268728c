import type { TestContext } from "node:test";
import { capturedUsage } from "../../cost/captured-usage.ts";
import { parseMonth } from "../../cost/month.ts";
import { type StageReport, stageReport } from "../../cost/stage-report.ts";
import { capturedMetrics } from "./captured-metrics.ts";

/** The report of October 2026, which is over, from captured lines. */
export async function capturedReport(
  t: TestContext,
  lines: Parameters<typeof capturedMetrics>[1],
): Promise<StageReport> {
  const month = parseMonth("2026-10", new Date("2026-11-02T00:00:00Z"));
  const folder = await capturedMetrics(t, lines);
  const usage = await capturedUsage(folder, "local", month);
  return stageReport({ stage: "local", region: "eu-west-1", month }, usage);
}
