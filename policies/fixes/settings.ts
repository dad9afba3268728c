import type { FixExample } from "../fix-example.ts";

/** A budget, and the traffic that is held against it. */
export const BUDGET_AND_TRAFFIC: FixExample = {
  stageFile: `config:
  appsync-events:budget: { monthlyUsd: 1500 }
  appsync-events:namespaces:
    orders:
      traffic: { publishesPerSecond: 4, eventsPerPublish: 1, eventBytes: 1800, subscribers: 3 }`,
};

/** Prices for a region that the price table does not know. */
export const OWN_PRICES: FixExample = {
  stageFile: `config:
  appsync-events:prices: { operationsPerMillion: 1 }`,
};

/** Traffic within the quotas. */
export const DECLARED_TRAFFIC: FixExample = {
  stageFile: `config:
  appsync-events:namespaces:
    orders:
      traffic: { publishesPerSecond: 4, eventsPerPublish: 1, eventBytes: 1800, subscribers: 3 }`,
};

/** Traffic within the quotas, or a quota that AWS has raised. */
export const raisedQuotas: FixExample = {
  ...DECLARED_TRAFFIC,
  packConfiguration: `{ "traffic-within-quotas": { "raisedQuotas": { "inboundEventsPerSecond": 20000 } } }`,
};

/** An exemption that is whole. */
export const EXEMPTION_ENTRY: FixExample = {
  stageFile: `config:
  policies:exemptions:
    - rule: namespace-logging
      resource: events
      type: aws:appsync/api:Api
      finding: eventConfig.logConfig.logLevel is NONE
      reason: Logs move to the new account in June
      owner: platform-team
      expires: "2026-12-31"`,
};

/** An entry about a guard that lives elsewhere. */
export const ELSEWHERE_ENTRY: FixExample = {
  stageFile: `config:
  policies:elsewhere:
    - kind: webAcl
      matches: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shared/*
      reason: The security account owns the web ACL
      owner: security-team
      reviewBy: "2026-12-31"`,
};
