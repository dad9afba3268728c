import { OPERATION_METRICS } from "./handler-metrics.ts";
import { type ProgramResource, textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";
import { CHARGED_METRICS, SERVICE_METRICS } from "./service-metrics.ts";

/** The function that exports costs every night, by the variable that its component sets. */
export function exportOf(resources: readonly ProgramResource[]): ProgramResource | undefined {
  return resourcesOfType(resources, "aws:lambda/function:Function").find(isExport);
}

/** Whether a function exports costs. */
export function isExport({ inputs }: ProgramResource): boolean {
  return textAt(inputs, "environment", "variables", "SETTLE_DAYS") !== undefined;
}

/** Days that a night exports: yesterday, and again those before it that may have changed. */
export function exportedDays({ inputs }: ProgramResource): bigint {
  return BigInt(Number(textAt(inputs, "environment", "variables", "SETTLE_DAYS") ?? "1"));
}

const API_METRICS: ReadonlySet<string> = new Set(SERVICE_METRICS.api);
const CHARGED_OF_API = Object.keys(CHARGED_METRICS).filter((name) => API_METRICS.has(name));

/** Metrics that are read of an API, and of a namespace: what handlers count, and AWS's charged ones. */
const METRICS_OF_API = CHARGED_OF_API.length;
const METRICS_OF_NAMESPACE =
  Object.keys(OPERATION_METRICS).length +
  Object.keys(CHARGED_METRICS).length -
  CHARGED_OF_API.length;

/**
 * Metrics that a month of nights asks CloudWatch for. A night reads its whole month with one query for
 * each metric, whose days are not charged one by one (Amazon CloudWatch pricing page, GetMetricData);
 * the first nights of a month write days of the month before, and read that too.
 */
export function requestedMetrics(resource: ProgramResource, nights: bigint): bigint {
  const text = textAt(resource.inputs, "environment", "variables", "CHANNEL_NAMESPACES") ?? "";
  const namespaces = text.split(",").length;
  const monthsRead = nights + exportedDays(resource) - 1n;
  return monthsRead * BigInt(namespaces * METRICS_OF_NAMESPACE + METRICS_OF_API);
}
