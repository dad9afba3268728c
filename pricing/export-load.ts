import { type ProgramResource, textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";

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

/** Metrics that are read of a namespace, and of the API, for each day (see `CHARGED_METRICS`). */
const METRICS_OF_NAMESPACE = 8n;
const METRICS_OF_API = 2n;

/** Metrics that one night asks CloudWatch for. */
export function requestedMetrics(resource: ProgramResource): bigint {
  const text = textAt(resource.inputs, "environment", "variables", "CHANNEL_NAMESPACES") ?? "";
  const namespaces = BigInt(text.split(",").length);
  return exportedDays(resource) * (namespaces * METRICS_OF_NAMESPACE + METRICS_OF_API);
}
