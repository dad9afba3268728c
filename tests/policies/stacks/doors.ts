import { INLINE_CODE, inlineAttestation, NODE_HANDLER } from "./attested-code.ts";
import { type Blueprint, joined, jsonText, type Properties, ref, without } from "./blueprint.ts";
import { compliant, declare, side, TAGS } from "./compliant.ts";

/** The compliant program as a template of CloudFormation. */
export const template = `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  FunctionArn: { Type: String }
  Level: { Type: String, Default: ERROR }
Resources:
  LogRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: appsync.amazonaws.com } }
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
              Resource: !Sub "arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/appsync/*"
  Api:
    Type: AWS::AppSync::Api
    Properties:
      Name: !Sub "\${AWS::StackName}-events"
      EventConfig:
        AuthProviders: [{ AuthType: AWS_IAM }]
        ConnectionAuthModes: [{ AuthType: AWS_IAM }]
        DefaultPublishAuthModes: [{ AuthType: AWS_IAM }]
        DefaultSubscribeAuthModes: [{ AuthType: AWS_IAM }]
        LogConfig:
          LogLevel: !Ref Level
          CloudWatchLogsRoleArn: !GetAtt LogRole.Arn
  ApiLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Join ["", [/aws/appsync/apis/, !GetAtt Api.ApiId]]
      RetentionInDays: 30
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: { Allow: {} }
      Rules:
        - Name: known-bad-inputs
          Priority: 1
          OverrideAction: { None: {} }
          Statement:
            ManagedRuleGroupStatement:
              VendorName: AWS
              Name: AWSManagedRulesKnownBadInputsRuleSet
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      ResourceArn: !GetAtt Api.ApiArn
      WebACLArn: !GetAtt Acl.Arn
  AclLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: aws-waf-logs-template
      RetentionInDays: 30
  AclLogging:
    Type: AWS::WAFv2::LoggingConfiguration
    Properties:
      ResourceArn: !GetAtt Acl.Arn
      LogDestinationConfigs: [!GetAtt AclLogs.Arn]
      RedactedFields:
        - SingleHeader: { Name: authorization }
        - SingleHeader: { Name: sec-websocket-protocol }
  FunctionLogs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/lambda/template-orders
      RetentionInDays: 30
  FunctionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: lambda.amazonaws.com } }
  FunctionPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: orders
      Roles: [!Ref FunctionRole]
      PolicyDocument:
        Statement:
          - { Effect: Allow, Action: "logs:PutLogEvents", Resource: !GetAtt FunctionLogs.Arn }
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: template-orders
      Role: !GetAtt FunctionRole.Arn
      Timeout: 5
      MemorySize: 256
      Runtime: ${NODE_HANDLER.runtime}
      Handler: ${NODE_HANDLER.handler}
      Code: { ZipFile: '${INLINE_CODE}' }
      Environment:
        Variables:
          EVENT_ATTESTATION: '${inlineAttestation}'
  Source:
    Type: AWS::AppSync::DataSource
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: orders
      Type: AWS_LAMBDA
      LambdaConfig:
        LambdaFunctionArn: !GetAtt Function.Arn
  Namespace:
    Type: AWS::AppSync::ChannelNamespace
    Properties:
      ApiId: !GetAtt Api.ApiId
      Name: orders
      HandlerConfigs:
        OnPublish: &handler
          Behavior: DIRECT
          Integration:
            DataSourceName: !GetAtt Source.Name
            LambdaConfig: { InvokeType: REQUEST_RESPONSE }
        OnSubscribe: *handler
`;

function stack(properties: Properties): Blueprint {
  return {
    stack: declare("aws:cloudformation/stack:Stack", { name: "events", tags: TAGS, ...properties }),
  };
}

function weakened(from: string, to: string): Blueprint {
  if (!template.includes(from)) {
    throw new Error(`the template has no ${from}`);
  }
  return stack({ templateBody: template.replace(from, to) });
}

const withoutNamespace = without(compliant, "namespace");

/** The namespace of the compliant program, made by something else than its own resource. */
function otherwise(type: string, properties: Properties): Blueprint {
  return {
    ...withoutNamespace,
    other: declare(type, properties),
  };
}

const HANDLERS = {
  Behavior: "DIRECT",
  Integration: { DataSourceName: "orders", LambdaConfig: { InvokeType: "REQUEST_RESPONSE" } },
};
function desired(ApiId: string, more: Properties = {}): Properties {
  return {
    ApiId,
    Name: "orders",
    Tags: Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value })),
    HandlerConfigs: { OnPublish: HANDLERS, OnSubscribe: HANDLERS },
    ...more,
  };
}

const NAMESPACE_TYPE = "AWS::AppSync::ChannelNamespace";

/** Programs whose namespaces come by another door and are guarded. */
export const guardedDoors: Readonly<Record<string, Blueprint>> = {
  "a template in YAML": stack({ templateBody: template }),
  "a template whose API logs by a parameter": stack({
    templateBody: template,
    parameters: { Level: "DEBUG", FunctionArn: ref("topic", "arn") },
  }),
  "a template without channel namespaces": stack({
    templateBody: JSON.stringify({ Resources: { Topic: { Type: "AWS::SNS::Topic" } } }),
  }),
  "an extension resource": otherwise("aws-native:index:ExtensionResource", {
    type: NAMESPACE_TYPE,
    properties: { ...desired(""), ApiId: ref("api", "apiId") },
  }),
  "another provider's token": otherwise(
    "awscc:index/appsyncChannelNamespace:AppsyncChannelNamespace",
    {
      apiId: ref("api", "apiId"),
      name: "orders",
      handlerConfigs: { onPublish: side, onSubscribe: side },
      tags: Object.entries(TAGS).map(([key, value]) => ({ key, value })),
    },
  ),
  "a command that has nothing to do with it": {
    ...compliant,
    other: declare("command:local:Command", {
      create: joined("aws s3 sync site s3://", ref("acl", "arn")),
      update: "aws apigatewayv2 create-api --name site",
    }),
  },
};

/** Programs whose namespaces come by another door unguarded or unseen, and what must be said. */
export const unguardedDoors: Readonly<
  Record<string, { readonly blueprint: Blueprint; readonly policy: string; readonly said: RegExp }>
> = {
  "a template whose API does not log": {
    blueprint: weakened("Default: ERROR", "Default: NONE"),
    policy: "namespace-logging",
    said: /logLevel is NONE/,
  },
  "a template whose log group never expires": {
    blueprint: weakened("      RetentionInDays: 30\n", ""),
    policy: "namespace-logging",
    said: /never expires/,
  },
  "a template whose web ACL protects nothing": {
    blueprint: weakened("ResourceArn: !GetAtt Api.ApiArn", "ResourceArn: !GetAtt Acl.Arn"),
    policy: "namespace-waf",
    said: /not associated with a web ACL/,
  },
  "a template whose association exists only sometimes": {
    blueprint: weakened(
      "Type: AWS::WAFv2::WebACLAssociation",
      "Type: AWS::WAFv2::WebACLAssociation\n    Condition: IsProduction",
    ),
    policy: "namespace-waf",
    said: /not associated with a web ACL/,
  },
  "a template whose namespace does not wait": {
    blueprint: weakened("InvokeType: REQUEST_RESPONSE", "InvokeType: EVENT"),
    policy: "namespace-request-response",
    said: /invokeType is EVENT/,
  },
  "a template whose function proves nothing": {
    blueprint: weakened("EVENT_ATTESTATION", "ANOTHER_ATTESTATION"),
    policy: "handler-attestation",
    said: /its package has no attestation\.json/,
  },
  "a template whose function is other code than its build attested": {
    blueprint: weakened("({ events }) => ({ events })", "({ events }) => ({ events: [] })"),
    policy: "handler-attestation",
    said: /index\.js/,
  },
  "a template whose function may do anything": {
    blueprint: weakened('Action: "logs:PutLogEvents"', 'Action: "*"'),
    policy: "iam-no-wildcards",
    said: /Action has a wildcard/,
  },
  "a template in JSON": {
    blueprint: stack({
      templateBody: JSON.stringify({
        Resources: {
          Api: { Type: "AWS::AppSync::Api", Properties: { Name: "events" } },
          Namespace: {
            Type: NAMESPACE_TYPE,
            Properties: { Name: "orders", ApiId: { "Fn::GetAtt": ["Api", "ApiId"] } },
          },
        },
      }),
    }),
    policy: "namespace-logging",
    said: /logLevel is not set/,
  },
  "a template on every account": {
    blueprint: {
      stack: declare("aws:cloudformation/stackSet:StackSet", {
        templateBody: template.replace("Default: ERROR", "Default: NONE"),
        tags: TAGS,
      }),
    },
    policy: "namespace-logging",
    said: /logLevel is NONE/,
  },
  "a template by URL": {
    blueprint: stack({ templateUrl: "https://bucket.s3.amazonaws.com/template.yaml" }),
    policy: "namespace-provisioning",
    said: /templateUrl is not shown to policies/,
  },
  "a template that is not a template": {
    blueprint: stack({ templateBody: "Resources: [" }),
    policy: "namespace-provisioning",
    said: /neither YAML nor JSON/,
  },
  "a template with a macro": {
    blueprint: stack({ templateBody: `Transform: Anything\n${template}` }),
    policy: "namespace-provisioning",
    said: /a macro of its template \(Anything\)/,
  },
  "a template that fetches another": {
    blueprint: stack({
      templateBody: JSON.stringify({
        Resources: {
          Inner: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: "x" } },
        },
      }),
    }),
    policy: "namespace-provisioning",
    said: /"Inner" of its template fetches/,
  },
  "a serverless application": {
    blueprint: {
      app: declare("aws:serverlessrepository/cloudFormationStack:CloudFormationStack", {
        applicationId: "arn:aws:serverlessrepo:eu-west-1:123456789012:applications/events",
        capabilities: [],
      }),
    },
    policy: "namespace-provisioning",
    said: /serverless application is not shown/,
  },
  "Cloud Control with an event mode": {
    blueprint: otherwise("aws:cloudcontrol/resource:Resource", {
      typeName: NAMESPACE_TYPE,
      desiredState: JSON.stringify(desired("abc", { HandlerConfigs: {} })),
    }),
    policy: "namespace-request-response",
    said: /handlerConfigs\.onPublish is missing/,
  },
  "an extension resource without handlers": {
    blueprint: otherwise("aws-native:index:ExtensionResource", {
      type: NAMESPACE_TYPE,
      properties: { ApiId: ref("api", "apiId"), Name: "orders" },
    }),
    policy: "namespace-request-response",
    said: /handlerConfigs\.onPublish is missing/,
  },
  "another provider's namespace without handlers": {
    blueprint: otherwise("awscc:index/appsyncChannelNamespace:AppsyncChannelNamespace", {
      apiId: ref("api", "apiId"),
      name: "orders",
    }),
    policy: "namespace-request-response",
    said: /handlerConfigs\.onPublish is missing/,
  },
  "a module's namespace without handlers": {
    blueprint: otherwise("command:tf:aws_appsync_channel_namespace", {
      apiId: ref("api", "apiId"),
      name: "orders",
    }),
    policy: "namespace-request-response",
    said: /handlerConfigs\.onPublish is missing/,
  },
  "a command of the AWS CLI": {
    blueprint: otherwise("command:local:Command", {
      create: "aws appsync create-channel-namespace --api-id abc --name orders",
    }),
    policy: "namespace-provisioning",
    said: /create creates or changes a channel namespace/,
  },
  "a command of the AWS CLI that makes an API": {
    blueprint: otherwise("command:remote:Command", {
      create: ["aws appsync", "create-api --name orders"].join(" \\\n "),
    }),
    policy: "namespace-provisioning",
    said: /create creates or changes an Event API/,
  },
  "a command in Python": {
    blueprint: otherwise("command:local:Command", {
      stdin: 'boto3.client("appsync").create_channel_namespace(apiId=API, name="orders")',
      create: "python3 -",
    }),
    policy: "namespace-provisioning",
    said: /stdin creates or changes a channel namespace/,
  },
  "a dynamic resource": {
    blueprint: otherwise("pulumi-nodejs:dynamic:Resource", {
      api: ref("api", "apiId"),
    }),
    policy: "namespace-provisioning",
    said: /api is made from an Event API, and policies are not shown what its code does/,
  },
};

/** Doors that are closed to policies before an update alone. */
export const undecidedDoors: Readonly<Record<string, { blueprint: Blueprint; said: RegExp }>> = {
  "a template with outputs in its text": {
    blueprint: {
      ...compliant,
      ...stack({ templateBody: jsonText({ Description: ref("acl", "arn") }) }),
    },
    said: /templateBody is not known until the update/,
  },
  "Cloud Control with outputs in its state": {
    blueprint: otherwise("aws:cloudcontrol/resource:Resource", {
      typeName: NAMESPACE_TYPE,
      desiredState: jsonText({ ...desired(""), ApiId: ref("api", "apiId") }),
    }),
    said: /makes AWS::AppSync::ChannelNamespace from desiredState/,
  },
  "a command with the API's id in it": {
    blueprint: otherwise("command:local:Command", {
      create: joined("./make-namespace.sh ", ref("api", "apiId")),
    }),
    said: /create is made from an Event API/,
  },
};
