import {
  MAXIMUM_EVENT_BYTES,
  MAXIMUM_EVENTS_PER_PUBLISH,
  MAXIMUM_PUBLISH_BYTES,
} from "./event-size.ts";

/** A limit that AWS sets on Event APIs. */
export interface Quota {
  readonly what: string;
  readonly limit: number;
  readonly unit: string;
  /** Whether Service Quotas raises it on request. */
  readonly adjustable: boolean;
  readonly source: string;
}

const REFERENCE = "AWS General Reference, AWS AppSync endpoints and quotas";

/** Quotas that declared traffic can exceed. */
export const QUOTAS = {
  eventsPerPublish: {
    what: "events in one publish request",
    limit: MAXIMUM_EVENTS_PER_PUBLISH,
    unit: "events",
    adjustable: false,
    source: REFERENCE,
  },
  eventBytes: {
    what: "size of one event",
    limit: MAXIMUM_EVENT_BYTES,
    unit: "bytes",
    adjustable: false,
    source: REFERENCE,
  },
  publishBytes: {
    what: "size of one publish request",
    limit: MAXIMUM_PUBLISH_BYTES,
    unit: "bytes",
    adjustable: false,
    source: `${REFERENCE} (1.2 MB: five events of 240 KB)`,
  },
  inboundEventsPerSecond: {
    what: "inbound events per second of an API",
    limit: 10_000,
    unit: "events per second",
    adjustable: true,
    source: REFERENCE,
  },
  outboundMessagesPerSecond: {
    what: "outbound metered messages of 5 kB per second of an API",
    limit: 1_000_000,
    unit: "messages per second",
    adjustable: true,
    source: REFERENCE,
  },
  connectsPerSecond: {
    what: "connects per second of an API",
    limit: 2_000,
    unit: "connects per second",
    adjustable: true,
    source: REFERENCE,
  },
  requestTokensPerSecond: {
    what: "request tokens per second of the account in a region, at least one for each publish",
    limit: 2_000,
    unit: "tokens per second",
    adjustable: true,
    source: REFERENCE,
  },
  publishesPerSecondPerConnection: {
    what: "publish requests per second on one WebSocket connection",
    limit: 25,
    unit: "requests per second",
    adjustable: false,
    source: REFERENCE,
  },
  subscriptionsPerConnection: {
    what: "subscriptions on one WebSocket connection",
    limit: 200,
    unit: "subscriptions",
    adjustable: true,
    source: REFERENCE,
  },
  namespacesPerApi: {
    what: "channel namespaces of an API",
    limit: 50,
    unit: "namespaces",
    adjustable: true,
    source: REFERENCE,
  },
} as const satisfies Record<string, Quota>;

/** Name of a quota. */
export type QuotaName = keyof typeof QUOTAS;

/** Quotas that Service Quotas has raised for the account, by name; only adjustable ones. */
export type RaisedQuotas = { readonly [name in QuotaName]?: number };
