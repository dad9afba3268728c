import type * as aws from "@pulumi/aws";

type Rule = aws.types.input.wafv2.WebAclRule;

/** What the rate rule counts. */
export interface RateRule {
  readonly limit: number;
  readonly evaluationWindowSeconds: number;
}

/**
 * Content lengths from 1,300,000 bytes on. A publish request has at most 1.2 MB (AWS AppSync
 * quotas), so no legal request matches. AWS WAF sees only the first 8 KB of a body for AppSync, and
 * a rule on the body's size would refuse every longer publish.
 */
const ILLEGAL_CONTENT_LENGTH = "^0*(1[3-9][0-9]{5}|[2-9][0-9]{6}|[1-9][0-9]{7,})$";

/**
 * The rules in the order of evaluation: size, rate per address, known attackers, known attacks. The
 * common rule set is left out, since it blocks bodies over 8 KB and clients without User-Agent.
 */
export function webAclRules(name: string, rate: RateRule): Rule[] {
  return [
    {
      ...rule(name, 0, "body-size"),
      action: { block: {} },
      statement: {
        regexMatchStatement: {
          fieldToMatch: { singleHeader: { name: "content-length" } },
          regexString: ILLEGAL_CONTENT_LENGTH,
          textTransformations: [{ priority: 0, type: "NONE" }],
        },
      },
    },
    {
      ...rule(name, 1, "rate-per-ip"),
      action: { block: {} },
      statement: {
        rateBasedStatement: {
          aggregateKeyType: "IP",
          limit: rate.limit,
          evaluationWindowSec: rate.evaluationWindowSeconds,
        },
      },
    },
    managedGroup(name, 2, "ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
    managedGroup(name, 3, "known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
  ];
}

function managedGroup(acl: string, priority: number, name: string, group: string): Rule {
  return {
    ...rule(acl, priority, name),
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group } },
  };
}

function rule(acl: string, priority: number, name: string) {
  return { name, priority, visibilityConfig: visibility(`${acl}-${name}`) };
}

/** Sampled requests would show credentials to everyone who may read samples; the log redacts them. */
export function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
