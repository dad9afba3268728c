import { attestedCode, NODE_HANDLER } from "./attested-code.ts";
import { type Blueprint, type Declared, joined, type Properties, ref } from "./blueprint.ts";

export const TAGS = { Service: "appsync-events", Stage: "prod" };

export function declare(type: string, properties: Properties): Declared {
  return { type, properties };
}

export function trust(service: string) {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: `${service}.amazonaws.com` },
      },
    ],
  });
}

export const IAM_MODES = [{ authType: "AWS_IAM" }];
export const side = {
  behavior: "DIRECT",
  integration: {
    dataSourceName: ref("source", "name"),
    lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
  },
};

/** The headers in which clients that sign their requests send credentials. */
export const redactedFields = ["authorization", "sec-websocket-protocol"].map((name) => ({
  singleHeader: { name },
}));

/** Lets a role write an Event API's logs. */
export const writesLogs = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/*",
    },
  ],
});

/** The smallest program that every rule passes on every stage, with the `aws` provider. */
export const compliant: Blueprint = {
  "log-role": declare("aws:iam/role:Role", {
    assumeRolePolicy: trust("appsync"),
  }),
  "log-policy": declare("aws:iam/rolePolicy:RolePolicy", {
    role: ref("log-role", "id"),
    policy: writesLogs,
  }),
  api: declare("aws:appsync/api:Api", {
    name: "events",
    eventConfig: {
      authProviders: IAM_MODES,
      connectionAuthModes: IAM_MODES,
      defaultPublishAuthModes: IAM_MODES,
      defaultSubscribeAuthModes: IAM_MODES,
      logConfig: { logLevel: "ERROR", cloudwatchLogsRoleArn: ref("log-role", "arn") },
    },
    tags: TAGS,
  }),
  "api-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: joined("/aws/appsync/apis/", ref("api", "apiId")),
    retentionInDays: 30,
    tags: TAGS,
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
    tags: TAGS,
  }),
  association: declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
    resourceArn: ref("api", "apiArn"),
    webAclArn: ref("acl", "arn"),
  }),
  "acl-logs": declare("aws:cloudwatch/logGroup:LogGroup", {
    name: "aws-waf-logs-events",
    retentionInDays: 30,
    tags: TAGS,
  }),
  "acl-logging": declare("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
    resourceArn: ref("acl", "arn"),
    logDestinationConfigs: [ref("acl-logs", "arn")],
    redactedFields,
  }),
  "function-role": declare("aws:iam/role:Role", {
    name: "orders-role",
    assumeRolePolicy: trust("lambda"),
  }),
  "function-policy": declare("aws:iam/rolePolicy:RolePolicy", {
    role: ref("function-role", "name"),
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
    tags: TAGS,
  }),
  function: declare("aws:lambda/function:Function", {
    name: "orders",
    role: ref("function-role", "arn"),
    ...NODE_HANDLER,
    code: attestedCode(),
    timeout: 5,
    memorySize: 256,
    loggingConfig: { logFormat: "JSON", logGroup: ref("function-logs", "name") },
    environment: { variables: { EVENT_API_ID: ref("api", "apiId") } },
    tags: TAGS,
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
    tags: TAGS,
  }),
};
