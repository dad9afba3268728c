import { type Blueprint, type Properties, ref, type Value } from "./blueprint.ts";
import { compliant, declare } from "./compliant.ts";

type Fields = { readonly [key: string]: Value };

/** A namespace, its API and the guards of that, with a web ACL of the given properties. */
export const guardedBy = (acl: Properties, extra: Blueprint = {}): Blueprint => {
  const { api, namespace, association, "acl-logs": logs, "acl-logging": logging } = compliant;
  if (!api || !namespace || !association || !logs || !logging)
    throw new Error("guardedBy: no parts");
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
};

/** Rules of those actions and statements, in their order. */
export const rules = (...list: readonly (readonly [action: string, statement: Value])[]) =>
  list.map(([action, statement], priority) => ({
    name: `rule-${priority}`,
    priority,
    action: { [action]: {} },
    statement,
  }));

/** A rule that stands for a group, whose actions are taken as they are unless it says otherwise. */
export const group = (priority: number, statement: Value, override = "none") => ({
  name: `group-${priority}`,
  priority,
  overrideAction: { [override]: {} },
  statement,
});

export const managed = (name: string, extra: Fields = {}) => ({
  managedRuleGroupStatement: { vendorName: "AWS", name, ...extra },
});

export const counted = (...names: readonly string[]) => ({
  ruleActionOverrides: names.map((name) => ({ name, actionToUse: { count: {} } })),
});

const none = [{ priority: 0, type: "NONE" }];
export const lowercase = [{ priority: 0, type: "LOWERCASE" }];

export const bytes = (
  field: string | Fields,
  positionalConstraint: string,
  searchString: Value,
  textTransformations: Value = none,
) => ({
  byteMatchStatement: {
    fieldToMatch: typeof field === "string" ? { [field]: {} } : field,
    positionalConstraint,
    searchString,
    textTransformations,
  },
});
export const header = (name: string) => ({ singleHeader: { name } });
export const regex = (field: string, regexString: string) => ({
  regexMatchStatement: { fieldToMatch: { [field]: {} }, regexString, textTransformations: none },
});
export const size = (field: string, comparisonOperator: string, bound: number) => ({
  sizeConstraintStatement: {
    fieldToMatch: { [field]: {} },
    comparisonOperator,
    size: bound,
    textTransformations: none,
  },
});
export const rate = (limit: number, extra: Fields = {}) => ({
  rateBasedStatement: { limit, aggregateKeyType: "IP", ...extra },
});
export const geo = (...countryCodes: readonly string[]) => ({
  geoMatchStatement: { countryCodes },
});
export const label = (key: string, scope = "LABEL") => ({ labelMatchStatement: { key, scope } });
export const and = (...statements: readonly Value[]) => ({ andStatement: { statements } });
export const or = (...statements: readonly Value[]) => ({ orStatement: { statements } });
export const not = (statement: Value) => ({ notStatement: { statement } });
export const from = (set: string) => ({ ipSetReferenceStatement: { arn: ref(set, "arn") } });
export const groupNamed = (name: string, extra: Fields = {}) => ({
  ruleGroupReferenceStatement: { arn: ref(name, "arn"), ...extra },
});

export const ipSet = (...addresses: readonly Value[]) =>
  declare("aws:wafv2/ipSet:IpSet", { scope: "REGIONAL", ipAddressVersion: "IPV4", addresses });
export const regexSet = (...patterns: readonly string[]) =>
  declare("aws:wafv2/regexPatternSet:RegexPatternSet", {
    scope: "REGIONAL",
    regularExpressions: patterns.map((regexString) => ({ regexString })),
  });
export const ruleGroup = (list: Value) =>
  declare("aws:wafv2/ruleGroup:RuleGroup", { scope: "REGIONAL", capacity: 50, rules: list });

/** A rule that limits each address. */
export const block = ["block", rate(2000)] as const;
/** A web ACL with one rule, which blocks. */
export const only = (statement: Value, extra: Blueprint = {}) =>
  guardedBy({ rules: rules(["block", statement]) }, extra);
/** A web ACL that limits what it has not allowed before. */
export const after = (allowed: Value, extra: Blueprint = {}) =>
  guardedBy({ rules: rules(["allow", allowed], block) }, extra);
