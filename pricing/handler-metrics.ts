/** CloudWatch namespace of the handlers' metrics. */
export const METRICS_NAMESPACE = "AppSyncEvents";

/** Kinds of operation that a handler sees, and the metric that counts each. */
export const OPERATION_METRICS = {
  inbound: "InboundOperations",
  handler: "HandlerOperations",
  subscribe: "SubscribeOperations",
} as const;

/** What the operations counted on the same line cost, in US dollars. */
export const COST_METRIC = "EstimatedCostUSD";

/** Refused events and subscriptions; the same line's `RejectedEvents_<CODE>` splits it by code. */
export const REJECTED_METRIC = "RejectedEvents";

/** Every metric that a handler emits, with its CloudWatch unit. */
export const HANDLER_METRICS = {
  [OPERATION_METRICS.inbound]: "Count",
  [OPERATION_METRICS.handler]: "Count",
  [OPERATION_METRICS.subscribe]: "Count",
  [COST_METRIC]: "None",
  [REJECTED_METRIC]: "Count",
} as const;

/**
 * Dimensions of every metric, one combination per namespace. Never the channel: each combination
 * is a custom metric on the bill. `service` is the one that Powertools adds.
 */
export const METRIC_DIMENSIONS = [
  "service",
  "Stage",
  "EventAPIId",
  "ChannelNamespaceName",
] as const;

/**
 * Public codes under which a handler refuses. A metric line says how often each occurred in a field
 * `RejectedEvents_<CODE>`, which is no metric, so that a code costs nothing.
 */
export const REJECTION_CODES = [
  "UNROUTED_CHANNEL",
  "INVALID_EVENT",
  "OVERSIZE_EVENT",
  "REJECTED",
  "UNAUTHORIZED",
  "WILDCARD_NOT_ALLOWED",
  "HANDLER_FAILED",
  "HANDLER_TIMEOUT",
  "INVALID_RESULT",
  "MALFORMED_INVOCATION",
  "MISCONFIGURED",
] as const;

/** Field of a metric line that counts the refusals under a code. */
export function rejectionField(code: string): string {
  return `${REJECTED_METRIC}_${code}`;
}
