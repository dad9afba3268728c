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

/**
 * Events and subscriptions that were refused because of what the caller sent, or because a handler
 * said so. Nobody has to be woken up for them.
 */
export const REJECTED_METRIC = "RejectedEvents";

/** Events and subscriptions that were refused through a fault of the function: these alarm. */
export const SERVER_FAULTS_METRIC = "ServerFaults";

/**
 * Events that a handler left out of the broadcast on purpose. AppSync has a `DroppedEvents` of its
 * own, which counts events over 240 KB as well.
 */
export const DROPPED_METRIC = "HandlerDroppedEvents";

/** Every metric that a handler emits, with its CloudWatch unit. */
export const HANDLER_METRICS = {
  [OPERATION_METRICS.inbound]: "Count",
  [OPERATION_METRICS.handler]: "Count",
  [OPERATION_METRICS.subscribe]: "Count",
  [COST_METRIC]: "None",
  [REJECTED_METRIC]: "Count",
  [SERVER_FAULTS_METRIC]: "Count",
  [DROPPED_METRIC]: "Count",
} as const;

/**
 * Metrics that are sent only where something happens that does not happen all the time. CloudWatch
 * charges for a custom metric by the hour in which it is sent (CloudWatch pricing).
 */
export const OCCASIONAL_METRICS = [SERVER_FAULTS_METRIC, DROPPED_METRIC] as const;

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
 * Public codes under which a handler refuses, by who is at fault: the caller, who can send something
 * else; nobody, where a handler refused on purpose; or the server, whose operators have to act.
 */
export const REFUSAL_CODES = {
  UNROUTED_CHANNEL: "caller",
  INVALID_EVENT: "caller",
  OVERSIZE_EVENT: "caller",
  WILDCARD_NOT_ALLOWED: "caller",
  REJECTED: "handler",
  UNAUTHORIZED: "handler",
  HANDLER_FAILED: "server",
  HANDLER_TIMEOUT: "server",
  INVALID_RESULT: "server",
  MALFORMED_INVOCATION: "server",
  MISCONFIGURED: "server",
} as const satisfies Readonly<Record<string, "caller" | "handler" | "server">>;

/** A public code of a refusal. */
export type RefusalCode = keyof typeof REFUSAL_CODES;

/** The metric that counts the refusals under a code. */
export function refusalMetric(
  code: RefusalCode,
): typeof REJECTED_METRIC | typeof SERVER_FAULTS_METRIC {
  return REFUSAL_CODES[code] === "server" ? SERVER_FAULTS_METRIC : REJECTED_METRIC;
}

/**
 * Field of a metric line that counts the refusals under a code. It is not a metric, so that a code costs
 * nothing; the log can be searched for it.
 */
export function refusalField(code: RefusalCode): string {
  return `${refusalMetric(code)}_${code}`;
}
