import { INLINE_CODE, inlineAttestation, NODE_HANDLER } from "./attested-code.ts";
import type { Blueprint } from "./blueprint.ts";
import { joined, ref } from "./blueprint.ts";
import { declare, IAM_MODES, redactedFields, side, TAGS, writesLogs } from "./compliant.ts";

/** The same program for `aws-native`, which names types and some properties differently. */
export const nativeCompliant: Blueprint = {
  "log-role": declare("aws-native:iam:Role", {
    assumeRolePolicyDocument: {
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "appsync.amazonaws.com" },
        },
      ],
    },
    policies: [{ policyName: "logs", policyDocument: JSON.parse(writesLogs) }],
  }),
  api: declare("aws-native:appsync:Api", {
    name: "events",
    eventConfig: {
      authProviders: IAM_MODES,
      connectionAuthModes: IAM_MODES,
      defaultPublishAuthModes: IAM_MODES,
      defaultSubscribeAuthModes: IAM_MODES,
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
    redactedFields,
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
    ...NODE_HANDLER,
    code: { zipFile: INLINE_CODE },
    environment: {
      variables: {
        EVENT_ATTESTATION: inlineAttestation,
      },
    },
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
  return Object.entries(TAGS).map(([key, value]) => ({ key, value }));
}
