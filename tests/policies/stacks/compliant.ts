import {
  type Blueprint,
  change,
  type Declared,
  joined,
  type Properties,
  ref,
} from "./blueprint.ts";

export const tags = { Service: "appsync-events", Stage: "prod" };
export const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

const declare = (type: string, properties: Properties): Declared => ({ type, properties });
const trust = (service: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: `${service}.amazonaws.com` },
      },
    ],
  });
const iamModes = [{ authType: "AWS_IAM" }];
const side = {
  behavior: "DIRECT",
  integration: {
    dataSourceName: ref("source", "name"),
    lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
  },
};

/** The smallest program that every rule passes on every stage, with the `aws` provider. */
export const compliant: Blueprint = {
  "log-role": declare("aws:iam/role:Role", { assumeRolePolicy: trust("appsync") }),
  api: declare("aws:appsync/api:Api", {
    name: "events",
    eventConfig: {
      authProviders: iamModes,
      connectionAuthModes: iamModes,
      defaultPublishAuthModes: iamModes,
      defaultSubscribeAuthModes: iamModes,
      logConfig: { logLevel: "ERROR", cloudwatchLogsRoleArn: ref("log-role", "arn") },
    },
    tags,
  }),
  "api-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: joined("/aws/appsync/apis/", ref("api", "apiId")),
    retentionInDays: 30,
    tags,
  }),
  acl: declare("aws:wafv2/webAcl:WebAcl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    rules: [
      {
        name: "known-bad-inputs",
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: "AWS",
            name: "AWSManagedRulesKnownBadInputsRuleSet",
          },
        },
      },
    ],
    tags,
  }),
  association: declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
    resourceArn: ref("api", "apiArn"),
    webAclArn: ref("acl", "arn"),
  }),
  "acl-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: "aws-waf-logs-events",
    retentionInDays: 30,
    tags,
  }),
  "acl-logging": declare("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
    resourceArn: ref("acl", "arn"),
    logDestinationConfigs: [ref("acl-logs", "arn")],
  }),
  "function-role": declare("aws:iam/role:Role", { assumeRolePolicy: trust("lambda") }),
  "function-policy": declare("aws:iam/rolePolicy:RolePolicy", {
    role: "function-role",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["xray:PutTraceSegments"], Resource: "*" },
        {
          Effect: "Allow",
          Action: "dynamodb:PutItem",
          Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
        },
      ],
    }),
  }),
  "function-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: "/aws/lambda/orders",
    retentionInDays: 30,
    tags,
  }),
  function: declare("aws:lambda/function:Function", {
    name: "orders",
    role: ref("function-role", "arn"),
    timeout: 5,
    memorySize: 256,
    loggingConfig: { logFormat: "JSON", logGroup: ref("function-logs", "name") },
    environment: {
      variables: { EVENT_SCHEMAS_DIGEST: digest, EVENT_API_ID: ref("api", "apiId") },
    },
    tags,
  }),
  source: declare("aws:appsync/dataSource:DataSource", {
    apiId: ref("api", "apiId"),
    name: "orders",
    type: "AWS_LAMBDA",
    lambdaConfig: { functionArn: ref("function", "arn") },
  }),
  namespace: declare("aws:appsync/channelNamespace:ChannelNamespace", {
    apiId: ref("api", "apiId"),
    name: "orders",
    handlerConfigs: { onPublish: side, onSubscribe: side },
    tags,
  }),
};

/** The same program for `aws-native`, which names types and some properties differently. */
export const nativeCompliant: Blueprint = {
  "log-role": declare("aws-native:iam:Role", {
    assumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole" }] },
  }),
  api: declare("aws-native:appsync:Api", {
    name: "events",
    eventConfig: {
      authProviders: iamModes,
      connectionAuthModes: iamModes,
      defaultPublishAuthModes: iamModes,
      defaultSubscribeAuthModes: iamModes,
      logConfig: { logLevel: "ERROR", cloudWatchLogsRoleArn: ref("log-role", "arn") },
    },
    tags: tagList(),
  }),
  "api-logs": declare("aws-native:logs:LogGroup", {
    logGroupName: joined("/aws/appsync/apis/", ref("api", "apiId")),
    retentionInDays: 30,
    tags: tagList(),
  }),
  acl: declare("aws-native:wafv2:WebAcl", {
    scope: "REGIONAL",
    defaultAction: { block: {} },
    rules: [],
    tags: tagList(),
  }),
  association: declare("aws-native:wafv2:WebAclAssociation", {
    resourceArn: ref("api", "apiArn"),
    webAclArn: ref("acl", "arn"),
  }),
  "acl-logs": declare("aws-native:logs:LogGroup", {
    logGroupName: "aws-waf-logs-native",
    retentionInDays: 30,
    tags: tagList(),
  }),
  "acl-logging": declare("aws-native:wafv2:LoggingConfiguration", {
    resourceArn: ref("acl", "arn"),
    logDestinationConfigs: [ref("acl-logs", "arn")],
  }),
  "function-logs": declare("aws-native:logs:LogGroup", {
    logGroupName: "/aws/lambda/native-orders",
    retentionInDays: 30,
    tags: tagList(),
  }),
  function: declare("aws-native:lambda:Function", {
    functionName: "native-orders",
    timeout: 5,
    memorySize: 256,
    environment: { variables: { EVENT_SCHEMAS_DIGEST: digest } },
    tags: tagList(),
  }),
  source: declare("aws-native:appsync:DataSource", {
    apiId: ref("api", "apiId"),
    name: "orders",
    type: "AWS_LAMBDA",
    lambdaConfig: { lambdaFunctionArn: ref("function", "arn") },
  }),
  namespace: declare("aws-native:appsync:ChannelNamespace", {
    apiId: ref("api", "apiId"),
    name: "orders",
    handlerConfigs: { onPublish: side, onSubscribe: side },
    tags: tagList(),
  }),
};

function tagList() {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

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
    ...compliant,
    "second-namespace": renamed(compliant.namespace, { name: "chat" }),
  },
  "a function reached through an alias": {
    ...change(compliant, "source", ["lambdaConfig", "functionArn"], ref("alias", "arn")),
    alias: declare("aws:lambda/alias:Alias", {
      name: "live",
      functionName: ref("function", "name"),
      functionVersion: "1",
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
