import type { RateRule, WebAcl } from "./model.ts";
import { asList, asNumber, asProperties, asText, type Properties } from "./provider/properties.ts";
import type { ResourceRegistry } from "./provider/resource-registry.ts";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

/** Seconds of a rate rule's window by default (AWS WAF API reference, RateBasedStatement). */
const DEFAULT_WINDOW_SECONDS = 300;

/** The web ACL that is associated with a resource, as far as one machine can evaluate it. */
export function webAclOf(resourceArn: string, registry: ResourceRegistry): WebAcl | undefined {
  const association = registry
    .ofType(ASSOCIATION)
    .find(({ inputs }) => inputs.resourceArn === resourceArn);
  const webAcl = registry
    .ofType(WEB_ACL)
    .find(({ outputs }) => outputs.arn === association?.inputs.webAclArn);
  if (association === undefined || webAcl === undefined) return undefined;
  return {
    arn: asText(webAcl.outputs.arn),
    defaultAction: "block" in asProperties(webAcl.inputs.defaultAction) ? "BLOCK" : "ALLOW",
    rateRules: rulesOf(webAcl.inputs).filter(isEvaluated).map(rateRule),
  };
}

/** Names of the rules that only AWS can evaluate. */
export function unevaluatedRules(inputs: Properties): string[] {
  return rulesOf(inputs)
    .filter((rule) => !isEvaluated(rule))
    .map(({ name }) => asText(name));
}

function rulesOf(inputs: Properties): Properties[] {
  return asList(inputs.rules).map(asProperties);
}

/** A rate per client address over all requests; other keys and a narrower scope need AWS. */
function isEvaluated(rule: Properties): boolean {
  const { rateBasedStatement } = asProperties(rule.statement);
  if (rateBasedStatement === undefined || rateBasedStatement === null) return false;
  const { aggregateKeyType, scopeDownStatement } = asProperties(rateBasedStatement);
  const byAddress = asText(aggregateKeyType, "IP") === "IP";
  return byAddress && (scopeDownStatement === undefined || scopeDownStatement === null);
}

function rateRule(rule: Properties): RateRule {
  const statement = asProperties(asProperties(rule.statement).rateBasedStatement);
  return {
    name: asText(rule.name),
    limit: asNumber(statement.limit) ?? 0,
    evaluationWindowSeconds: asNumber(statement.evaluationWindowSec) ?? DEFAULT_WINDOW_SECONDS,
    action: "block" in asProperties(rule.action) ? "BLOCK" : "COUNT",
  };
}
