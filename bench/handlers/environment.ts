import type { HandlerBundle } from "../../bundle/handler-bundle.ts";

/** The environment that a benchmarked function runs with: logs only warn, metrics write nothing. */
export function benchEnvironment(bundle: Pick<HandlerBundle, "namespace">): Record<string, string> {
  return {
    STAGE: "bench",
    EVENT_API_ID: "bench",
    CHANNEL_NAMESPACE: bundle.namespace,
    AWS_REGION: "eu-west-1",
    OPERATIONS_USD_PER_MILLION: "1",
    POWERTOOLS_SERVICE_NAME: "bench",
    POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
    POWERTOOLS_METRICS_DISABLED: "true",
    POWERTOOLS_LOG_LEVEL: "WARN",
    METRICS_FLUSH: "aggregate",
  };
}
