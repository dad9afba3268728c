import { attestedCode } from "./attested-code.ts";
import {
  applied,
  type Blueprint,
  change,
  type Declared,
  type Joined,
  joined,
  jsonText,
  type Properties,
  type Ref,
  ref,
  type Value,
} from "./blueprint.ts";
import { compliant, declare, TAGS } from "./compliant.ts";
import { nativeCompliant } from "./native-compliant.ts";

const FROM_COUNTRY = { geoMatchStatement: { countryCodes: ["AQ"] } };
const ruleGroup: Declared = declare("aws:wafv2/ruleGroup:RuleGroup", {
  scope: "REGIONAL",
  capacity: 10,
  rules: [{ name: "block", priority: 0, action: { block: {} }, statement: FROM_COUNTRY }],
});
const RATE = { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } };
function acl(path: "rules" | "defaultAction", value: Properties[string]) {
  return change(compliant, "acl", [path], value);
}

function secondNamespace(blueprint: Blueprint): Blueprint {
  return {
    ...blueprint,
    "second-api": renamed(blueprint.api, { name: "second" }),
    "second-api-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
      name: joined("/aws/appsync/apis/", ref("second-api", "apiId")),
      retentionInDays: 7,
      tags: TAGS,
    }),
    "second-association": declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("second-api", "apiArn"),
      webAclArn: ref("acl", "arn"),
    }),
    "second-source": renamed(blueprint.source, { apiId: ref("second-api", "apiId") }),
    "second-namespace": renamed(blueprint.namespace, { apiId: ref("second-api", "apiId") }),
  };
}

function renamed(declared: Declared | undefined, properties: Properties): Declared {
  if (declared === undefined) {
    throw new Error("renamed: no such resource");
  }
  return { ...declared, properties: { ...declared.properties, ...properties } };
}

function directByDefault(integration: Properties): Properties {
  return {
    behavior: "DIRECT",
    integration: { dataSourceName: ref("source", "name"), ...integration },
  };
}

function nativeLogs(properties: Properties): Declared {
  return declare("aws-native:logs:LogGroup", {
    retentionInDays: 30,
    tags: Object.entries(TAGS).map(([key, value]) => ({ key, value })),
    ...properties,
  });
}

/** What the rest of a big stack looks like: none of it is the pack's business. */
const elsewhereInTheStack: Blueprint = Object.fromEntries(
  Array.from({ length: 20 }, (_, at): [string, Declared][] => [
    [`report-role-${at}`, declare("aws:iam/role:Role", { assumeRolePolicy: "{}" })],
    [
      `report-policy-${at}`,
      declare("aws:iam/rolePolicy:RolePolicy", {
        role: ref(`report-role-${at}`, "name"),
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
      }),
    ],
    [
      `report-${at}`,
      declare("aws:lambda/function:Function", {
        name: `report-${at}`,
        role: ref(`report-role-${at}`, "arn"),
        timeout: 900,
        memorySize: 128,
      }),
    ],
    [`report-logs-${at}`, declare("aws:cloudwatch/logGroup:LogGroup", { name: `/report/${at}` })],
  ]).flat(),
);

function documentOf(...Resource: readonly (string | Ref | Joined)[]): Properties {
  return {
    Statement: [{ Effect: "Allow", Action: ["dynamodb:PutItem"], Resource }],
  };
}

/** The function's policy, made from the ARN of a table of the stack. */
function documentStyle(policy: Value): Blueprint {
  return {
    table: declare("aws:dynamodb/table:Table", { name: "orders", tags: TAGS }),
    ...change(compliant, "function-policy", ["policy"], policy),
  };
}

/** Compliant programs in the styles that people write them in: none may be refused. */
export const styles: Readonly<Record<string, Blueprint>> = {
  "aws provider": compliant,
  "aws-native provider": nativeCompliant,
  "an ACL that blocks by default": change(acl("rules", []), "acl", ["defaultAction"], {
    block: {},
  }),
  "an ACL with one rule that blocks": acl("rules", [
    { name: "count", priority: 0, action: { count: {} }, statement: FROM_COUNTRY },
    { name: "rate", priority: 1, action: { block: {} }, statement: RATE },
  ]),
  "an ACL whose rules are JSON text": change(
    acl("rules", []),
    "acl",
    ["ruleJson"],
    JSON.stringify([
      {
        Name: "rate",
        Priority: 1,
        Action: { Block: {} },
        Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: "IP" } },
      },
    ]),
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
      statement: RATE,
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
  "the invocation type left to its default": change(
    change(
      compliant,
      "namespace",
      ["handlerConfigs", "onPublish"],
      directByDefault({ lambdaConfig: {} }),
    ),
    "namespace",
    ["handlerConfigs", "onSubscribe"],
    directByDefault({}),
  ),
  "an eventConfig that comes from one apply": change(
    compliant,
    "api",
    ["eventConfig"],
    applied(compliant.api?.properties.eventConfig ?? null),
  ),
  "log groups of the other provider": {
    ...compliant,
    "api-logs": nativeLogs({ logGroupName: joined("/aws/appsync/apis/", ref("api", "apiId")) }),
    "acl-logs": nativeLogs({ logGroupName: "aws-waf-logs-mixed" }),
    function: renamed(compliant.function, {
      loggingConfig: { logGroup: ref("mixed-logs", "logGroupName") },
    }),
    "mixed-logs": nativeLogs({ logGroupName: "/mixed/orders" }),
  },
  "twenty functions beside it that no namespace leads to": { ...compliant, ...elsewhereInTheStack },
  "a policy document by pulumi.jsonStringify": documentStyle(
    jsonText(documentOf(ref("table", "arn"), joined(ref("table", "arn"), "/index/*"))),
  ),
  "a policy document as an object with one list of ARNs from an apply": {
    table: declare("aws:dynamodb/table:Table", { name: "orders", tags: TAGS }),
    ...change(compliant, "function-policy", ["policy"], {
      Statement: [
        { Effect: "Allow", Action: "dynamodb:PutItem", Resource: applied([ref("table", "arn")]) },
      ],
    }),
  },
  "no channel namespace at all": { topic: declare("aws:sns/topic:Topic", { tags: TAGS }) },
};
