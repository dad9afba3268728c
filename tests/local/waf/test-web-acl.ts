import type { RuleSource } from "../../../local/waf/rule-source.ts";
import { type WebAcl, webAcl } from "../../../local/waf/web-acl.ts";

export const ACL_ARN = "arn:aws:wafv2:eu-west-1:000000000000:regional/webacl/guard/1";

type Properties = Readonly<Record<string, unknown>>;

/** What a test's web ACL refers to, by ARN. */
interface Sets {
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly expressions?: Readonly<Record<string, readonly string[]>>;
  readonly groups?: Readonly<Record<string, Properties>>;
}

export const NONE = [{ priority: 0, type: "NONE" }];

/** A rule as a program writes it, which blocks unless it says otherwise. */
export function rule(name: string, statement: unknown, overrides: Properties = {}) {
  const visibilityConfig = { metricName: `metric-${name}`, cloudwatchMetricsEnabled: true };
  return { name, priority: 0, action: { block: {} }, statement, visibilityConfig, ...overrides };
}

/** A web ACL as the stage reads it from a program's properties. */
export function testWebAcl(properties: Properties, sets: Sets = {}, logging?: Properties): WebAcl {
  const source: RuleSource = {
    addresses: (arn) => sets.addresses?.[arn],
    expressions: (arn) => sets.expressions?.[arn],
    ruleGroup: (arn) => sets.groups?.[arn],
  };
  const visibilityConfig = { metricName: "guard-metric" };
  const all = { name: "guard", defaultAction: { allow: {} }, visibilityConfig, ...properties };
  return webAcl(all, ACL_ARN, source, logging);
}
