import type { FixExample } from "../fix-example.ts";

/** A web ACL in front of an Event API. */
export const WEB_ACL_ASSOCIATION: FixExample = {
  aws: `new aws.wafv2.WebAclAssociation("events", {
  resourceArn: api.apiArn,
  webAclArn: acl.arn, // of an aws.wafv2.WebAcl that this stack declares
});`,
  components: `new WebAcl("events", { eventApi }); // associates itself`,
};

/** A web ACL that can protect an AppSync API. */
export const REGIONAL_WEB_ACL: FixExample = {
  aws: `new aws.wafv2.WebAcl(
  "<name>",
  { scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig, rules },
  { provider }, // the one that the API is declared with
);`,
  components: `new WebAcl("events", { eventApi }, { provider }); // the API's provider`,
};

/** A web ACL that blocks floods. */
export const BLOCKING_RULE: FixExample = {
  aws: `new aws.wafv2.WebAcl("<name>", {
  scope: "REGIONAL",
  defaultAction: { allow: {} },
  visibilityConfig,
  rules: [
    {
      name: "rate",
      priority: 0, // before every rule that allows
      action: { block: {} },
      statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
      visibilityConfig,
    },
  ],
});`,
  components: `new WebAcl("events", { eventApi, rateLimit: 2000 });`,
};

/** The log of a web ACL. */
export const WEB_ACL_LOGGING: FixExample = {
  aws: `const logs = new aws.cloudwatch.LogGroup("web-acl", {
  name: "aws-waf-logs-events", // AWS WAF writes to no other names
  retentionInDays: 30,
});
new aws.wafv2.WebAclLoggingConfiguration("events", {
  resourceArn: acl.arn,
  logDestinationConfigs: [logs.arn],
  redactedFields: ["authorization", "x-api-key", "sec-websocket-protocol"].map((name) => ({
    singleHeader: { name },
  })),
});`,
  components: `new WebAcl("events", { eventApi, logRetentionDays: 30 }); // logs, and redacts credentials`,
};

/** A filter of a web ACL's log that keeps what was blocked. */
export const WEB_ACL_LOG_FILTER: FixExample = {
  aws: `new aws.wafv2.WebAclLoggingConfiguration("events", {
  resourceArn: acl.arn,
  logDestinationConfigs: [logs.arn],
  redactedFields,
  loggingFilter: {
    defaultBehavior: "KEEP",
    filters: [
      {
        behavior: "DROP",
        requirement: "MEETS_ANY",
        conditions: [{ actionCondition: { action: "ALLOW" } }],
      },
    ],
  },
});`,
  components: `new WebAcl("events", { eventApi }); // logs every request, without a filter`,
};

/** Headers with credentials that a web ACL's log must not show. */
export const WEB_ACL_LOG_REDACTION: FixExample = {
  aws: `new aws.wafv2.WebAclLoggingConfiguration("<name>", {
  resourceArn: acl.arn,
  logDestinationConfigs: [logs.arn],
  redactedFields: ["authorization", "x-api-key", "sec-websocket-protocol"].map((name) => ({
    singleHeader: { name },
  })),
});`,
  components: `new WebAcl("events", { eventApi }); // redacts these headers`,
};
