import { type Blueprint, type Properties, ref, type Value } from "./blueprint.ts";
import { compliant, declare } from "./compliant.ts";

type Fields = { readonly [key: string]: Value };

/** A namespace, its API and the guards of that, with a web ACL of the given properties. */
export function guardedBy(acl: Properties, extra: Blueprint = {}): Blueprint {
  const { api, namespace, association, "acl-logs": logs, "acl-logging": logging } = compliant;
  if (!api || !namespace || !association || !logs || !logging) {
    throw new Error("guardedBy: no parts");
  }
  const { handlerConfigs: _, ...name } = namespace.properties;
  const { eventConfig: __, ...rest } = api.properties;
  return {
    ...extra,
    api: {
      ...api,
      properties: { ...rest, eventConfig: { authProviders: [{ authType: "AWS_IAM" }] } },
    },
    namespace: { ...namespace, properties: name },
    acl: declare("aws:wafv2/webAcl:WebAcl", {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: [],
      ...acl,
    }),
    association,
    "acl-logs": logs,
    "acl-logging": logging,
  };
}

/** Rules of those actions and statements, in their order. */
export function rules(...list: readonly (readonly [action: string, statement: Value])[]) {
  return list.map(([action, statement], priority) => ({
    name: `rule-${priority}`,
    priority,
    action: { [action]: {} },
    statement,
  }));
}

/** A rule that stands for a group, whose actions are taken as they are unless it says otherwise. */
export function group(priority: number, statement: Value, override = "none") {
  return {
    name: `group-${priority}`,
    priority,
    overrideAction: { [override]: {} },
    statement,
  };
}

export function managed(name: string, extra: Fields = {}) {
  return {
    managedRuleGroupStatement: { vendorName: "AWS", name, ...extra },
  };
}

export function counted(...names: readonly string[]) {
  return {
    ruleActionOverrides: names.map((name) => ({ name, actionToUse: { count: {} } })),
  };
}

const none = [{ priority: 0, type: "NONE" }];
export const lowercase = [{ priority: 0, type: "LOWERCASE" }];

export function bytes(
  field: string | Fields,
  positionalConstraint: string,
  searchString: Value,
  textTransformations: Value = none,
) {
  return {
    byteMatchStatement: {
      fieldToMatch: typeof field === "string" ? { [field]: {} } : field,
      positionalConstraint,
      searchString,
      textTransformations,
    },
  };
}

export function header(name: string) {
  return { singleHeader: { name } };
}

export function regex(field: string, regexString: string) {
  return {
    regexMatchStatement: { fieldToMatch: { [field]: {} }, regexString, textTransformations: none },
  };
}

export function size(field: string, comparisonOperator: string, bound: number) {
  return {
    sizeConstraintStatement: {
      fieldToMatch: { [field]: {} },
      comparisonOperator,
      size: bound,
      textTransformations: none,
    },
  };
}

export function rate(limit: number, extra: Fields = {}) {
  return {
    rateBasedStatement: { limit, aggregateKeyType: "IP", ...extra },
  };
}

export function geo(...countryCodes: readonly string[]) {
  return {
    geoMatchStatement: { countryCodes },
  };
}

export function label(key: string, scope = "LABEL") {
  return { labelMatchStatement: { key, scope } };
}

export function and(...statements: readonly Value[]) {
  return { andStatement: { statements } };
}

export function or(...statements: readonly Value[]) {
  return { orStatement: { statements } };
}

export function not(statement: Value) {
  return { notStatement: { statement } };
}

export function from(set: string) {
  return { ipSetReferenceStatement: { arn: ref(set, "arn") } };
}

export function groupNamed(name: string, extra: Fields = {}) {
  return {
    ruleGroupReferenceStatement: { arn: ref(name, "arn"), ...extra },
  };
}

export function ipSet(...addresses: readonly Value[]) {
  return declare("aws:wafv2/ipSet:IpSet", {
    scope: "REGIONAL",
    ipAddressVersion: "IPV4",
    addresses,
  });
}

export function regexSet(...patterns: readonly string[]) {
  return declare("aws:wafv2/regexPatternSet:RegexPatternSet", {
    scope: "REGIONAL",
    regularExpressions: patterns.map((regexString) => ({ regexString })),
  });
}

export function ruleGroup(list: Value) {
  return declare("aws:wafv2/ruleGroup:RuleGroup", { scope: "REGIONAL", capacity: 50, rules: list });
}

/** A rule that limits each address. */
export const block = ["block", rate(2000)] as const;
/** A web ACL with one rule, which blocks. */
export function only(statement: Value, extra: Blueprint = {}) {
  return guardedBy({ rules: rules(["block", statement]) }, extra);
}

/** A web ACL that limits what it has not allowed before. */
export function after(allowed: Value, extra: Blueprint = {}) {
  return guardedBy({ rules: rules(["allow", allowed], block) }, extra);
}
