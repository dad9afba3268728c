import type { FixExample } from "../fix-example.ts";

/** A budget, and the traffic that is held against it. */
export const budgetAndTraffic: FixExample = {
  stageFile: `config:
  appsync-events:budget: { monthlyUsd: 1500 }
  appsync-events:namespaces:
    orders:
      traffic: { publishesPerSecond: 4, eventsPerPublish: 1, eventBytes: 1800, subscribers: 3 }`,
};

/** Prices for a region that the price table does not know. */
export const ownPrices: FixExample = {
  stageFile: `config:
  appsync-events:prices: { operationsPerMillion: 1 }`,
};

/** Traffic within the quotas, and a quota that AWS has raised. */
export const raisedQuotas: FixExample = {
  stageFile: `config:
  appsync-events:namespaces:
    orders:
      traffic: { publishesPerSecond: 4, eventsPerPublish: 1, eventBytes: 1800, subscribers: 3 }`,
  packConfiguration: `{ "traffic-within-quotas": { "raisedQuotas": { "inboundEventsPerSecond": 20000 } } }`,
};
