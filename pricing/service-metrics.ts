import type { OperationKind } from "./operations.ts";

/** CloudWatch namespace of AppSync's own metrics. */
export const SERVICE_METRICS_NAMESPACE = "AWS/AppSync";

/**
 * Metrics that AWS documents for Event APIs, by the dimensions that they have: HTTP ones and
 * connects belong to an API, the others to a channel namespace of it as well.
 * Source: AppSync Events Developer Guide, CloudWatch metrics.
 */
export const SERVICE_METRICS = {
  api: [
    "4XXError",
    "5XXError",
    "Latency",
    "Requests",
    "TokensConsumed",
    "ConnectRequests",
    "ConnectSuccess",
    "ConnectClientError",
    "ConnectServerError",
    "DisconnectSuccess",
    "DisconnectClientError",
    "DisconnectServerError",
    "ActiveConnections",
    "ActiveSubscriptions",
    "ConnectionDuration",
  ],
  namespace: [
    "DroppedEvents",
    "FailedEvents",
    "SuccessfulEvents",
    "PublishedHandlerInvocations",
    "SubscribeSuccess",
    "SubscribeClientError",
    "SubscribeServerError",
    "SubscribeHandlerInvocations",
    "UnsubscribeSuccess",
    "UnsubscribeClientError",
    "UnsubscribeServerError",
    "PublishSuccess",
    "PublishClientError",
    "PublishServerError",
    "BroadcastEventSuccess",
    "BroadcastEventClientError",
    "BroadcastEventServerError",
    "BroadcastEventSize",
    "InboundMessages",
    "OutboundMessages",
    "InboundMessageDelayed",
    "InboundMessageDropped",
  ],
} as const;

/** Those of the metrics that stand for charges, and what each counts. Durations are in ms. */
export const CHARGED_METRICS: Readonly<Record<string, OperationKind | "connectionMinute">> = {
  InboundMessages: "inbound",
  OutboundMessages: "outbound",
  PublishedHandlerInvocations: "handler",
  SubscribeHandlerInvocations: "handler",
  SubscribeSuccess: "subscribe",
  ConnectSuccess: "connect",
  ConnectionDuration: "connectionMinute",
};
