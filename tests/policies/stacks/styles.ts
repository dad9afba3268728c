import { attestedCode } from "./attested-code.ts";
import {
  type Blueprint,
  change,
  type Declared,
  joined,
  type Properties,
  ref,
} from "./blueprint.ts";
import { compliant, declare, tags } from "./compliant.ts";
import { nativeCompliant } from "./native-compliant.ts";

const ruleGroup: Declared = declare("aws:wafv2/ruleGroup:RuleGroup", {
  scope: "REGIONAL",
  capacity: 10,
  rules: [{ name: "block", priority: 0, action: { block: {} } }],
});
const acl = (path: "rules" | "defaultAction", value: Properties[string]) =>
  change(compliant, "acl", [path], value);

const secondNamespace = (blueprint: Blueprint): Blueprint => ({
  ...blueprint,
  "second-api": renamed(blueprint.api, { name: "second" }),
  "second-api-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: joined("/aws/appsync/apis/", ref("second-api", "apiId")),
    retentionInDays: 7,
    tags,
  }),
  "second-association": declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
    resourceArn: ref("second-api", "apiArn"),
    webAclArn: ref("acl", "arn"),
  }),
  "second-source": renamed(blueprint.source, { apiId: ref("second-api", "apiId") }),
  "second-namespace": renamed(blueprint.namespace, { apiId: ref("second-api", "apiId") }),
});

function renamed(declared: Declared | undefined, properties: Properties): Declared {
  if (declared === undefined) throw new Error("renamed: no such resource");
  return { ...declared, properties: { ...declared.properties, ...properties } };
}

/** Compliant programs in the styles that people write them in: none may be refused. */
export const styles: Readonly<Record<string, Blueprint>> = {
  "aws provider": compliant,
  "aws-native provider": nativeCompliant,
  "an ACL that blocks by default": change(acl("rules", []), "acl", ["defaultAction"], {
    block: {},
  }),
  "an ACL with one rule that blocks": acl("rules", [
    { name: "count", priority: 0, action: { count: {} } },
    { name: "rate", priority: 1, action: { block: {} }, statement: { rateBasedStatement: {} } },
  ]),
  "an ACL whose rules are JSON text": change(
    acl("rules", []),
    "acl",
    ["ruleJson"],
    JSON.stringify([{ Name: "rate", Priority: 1, Action: { Block: {} } }]),
  ),
  "an ACL that names a rule group of the stack": {
    group: ruleGroup,
    ...acl("rules", [
      {
        name: "group",
        priority: 1,
        overrideAction: { none: {} },
        statement: { ruleGroupReferenceStatement: { arn: ref("group", "arn") } },
      },
    ]),
  },
  "rules of the ACL as resources of their own": {
    ...acl("rules", []),
    "acl-rule": declare("aws:wafv2/webAclRule:WebAclRule", {
      webAclArn: ref("acl", "arn"),
      name: "rate",
      priority: 1,
      action: { block: {} },
    }),
  },
  "a managed rule group associated with the ACL": {
    ...acl("rules", []),
    "acl-group": declare("aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation", {
      webAclArn: ref("acl", "arn"),
      ruleName: "known-bad-inputs",
      priority: 1,
      overrideAction: "none",
      managedRuleGroup: { vendorName: "AWS", name: "AWSManagedRulesKnownBadInputsRuleSet" },
    }),
  },
  "two APIs behind one ACL": secondNamespace(compliant),
  "two namespaces on one API and one function": {
    ...change(compliant, "function", ["code"], attestedCode(["orders", "chat"])),
    "second-namespace": renamed(compliant.namespace, { name: "chat" }),
  },
  "a function reached through an alias": {
    ...change(compliant, "source", ["lambdaConfig", "functionArn"], ref("alias", "arn")),
    alias: declare("aws:lambda/alias:Alias", {
      name: "live",
      functionName: ref("function", "name"),
      functionVersion: ref("function", "version"),
    }),
  },
  "a log group named after the function": change(
    compliant,
    "function",
    ["loggingConfig"],
    undefined,
  ),
  "log destinations as one computed list": change(
    compliant,
    "acl-logging",
    ["logDestinationConfigs"],
    [ref("acl-logs", "arn")],
  ),
  "no channel namespace at all": { topic: declare("aws:sns/topic:Topic", { tags }) },
};
