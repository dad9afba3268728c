import { attestedCode, inlineAttestation, inlineCode } from "./attested-code.ts";
import {
  Archive,
  applied,
  type Blueprint,
  change,
  type Declared,
  joined,
  jsonText,
  type Path,
  type Properties,
  ref,
  type Value,
  without,
} from "./blueprint.ts";
import { compliant, declare, iamModes, side, tags, trust } from "./compliant.ts";
import { template } from "./doors.ts";
import { nativeCompliant } from "./native-compliant.ts";
import {
  and,
  bytes,
  counted,
  from,
  geo,
  group,
  header,
  ipSet,
  label,
  managed,
  not,
  or,
  rate,
  rules,
} from "./web-acl-parts.ts";

const set = (name: string, path: Path, value: Value | undefined): Blueprint =>
  change(compliant, name, path, value);
const acl = (list: Value, extra: Blueprint = {}): Blueprint => ({
  ...extra,
  ...set("acl", ["rules"], list),
});
const of = (name: string): Declared => {
  const declared = compliant[name];
  if (declared === undefined) throw new Error(`no ${name}`);
  return declared;
};
const also = (name: string, properties: Properties): Declared => ({
  ...of(name),
  properties: { ...of(name).properties, ...properties },
});
const inTemplate = (...changes: readonly (readonly [found: string, by: string])[]): Blueprint => ({
  stack: declare("aws:cloudformation/stack:Stack", {
    name: "events",
    tags,
    templateBody: changes.reduce((text, [found, by]) => {
      if (!text.includes(found)) throw new Error(`the template has no ${found}`);
      return text.replaceAll(found, by);
    }, template),
  }),
});
const functionMay = (...Statement: readonly Value[]): Value =>
  jsonText({ Version: "2012-10-17", Statement });

/** A second API with guards and namespaces of its own, whose names repeat those of the first. */
const secondApi: Blueprint = {
  ...compliant,
  "chat-api": also("api", { name: "chat" }),
  "chat-api-logs": also("api-logs", {
    name: joined("/aws/appsync/apis/", ref("chat-api", "apiId")),
  }),
  "chat-association": also("association", { resourceArn: ref("chat-api", "apiArn") }),
  "chat-source": also("source", { apiId: ref("chat-api", "apiId"), name: "orders" }),
  "chat-namespace": also("namespace", {
    apiId: ref("chat-api", "apiId"),
    handlerConfigs: Object.fromEntries(
      ["onPublish", "onSubscribe"].map((name) => [
        name,
        {
          behavior: "DIRECT",
          integration: {
            dataSourceName: "orders",
            lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
          },
        },
      ]),
    ),
  }),
};

/** Programs as careful teams write them, each a sibling of a false alarm: none may be refused. */
export const carefulPrograms: Readonly<Record<string, Blueprint>> = {
  "two APIs whose data sources have one name": secondApi,
  "a data source by the text of its name": change(
    compliant,
    "namespace",
    ["handlerConfigs"],
    secondApi["chat-namespace"]?.properties.handlerConfigs ?? null,
  ),
  "a data source of each namespace for one function": {
    ...set("function", ["code"], attestedCode(["orders", "chat"])),
    "chat-source": also("source", { name: "chat" }),
    "chat-namespace": also("namespace", {
      name: "chat",
      handlerConfigs: Object.fromEntries(
        ["onPublish", "onSubscribe"].map((name) => [
          name,
          {
            ...side,
            integration: { ...side.integration, dataSourceName: ref("chat-source", "name") },
          },
        ]),
      ),
    }),
  },
  "a log group named by interpolation of the function's name": {
    ...set("function", ["loggingConfig"], undefined),
    "function-logs": also("function-logs", {
      name: joined("/aws/lambda/", ref("function", "name")),
    }),
  },
  "a log group by a pattern of names": set("function", ["loggingConfig"], undefined),
  "a log group that the function is given by its name": set("function", ["loggingConfig"], {
    logFormat: "JSON",
    applicationLogLevel: "INFO",
    systemLogLevel: "WARN",
    logGroup: "/aws/lambda/orders",
  }),
  "a log group that is kept when it is removed": set("api-logs", ["skipDestroy"], true),
  "a log group that is encrypted": {
    ...set("api-logs", ["kmsKeyId"], ref("key", "arn")),
    key: declare("aws:kms/key:Key", { enableKeyRotation: true }),
  },
  "a log group of ten years": set("acl-logs", ["retentionInDays"], 3653),
  "API logs at another level": set("api", ["eventConfig", "logConfig", "logLevel"], "INFO"),
  "a log role by interpolation": set(
    "api",
    ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
    joined("arn:aws:iam::123456789012:role/", ref("log-role", "name")),
  ),
  "a log role under a path": change(
    set("log-role", ["path"], "/service/"),
    "log-role",
    ["name"],
    "events-logs",
  ),
  "a log role whose policy an apply makes": set(
    "log-policy",
    ["policy"],
    functionMay({
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [
        joined(
          "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/",
          ref("api", "apiId"),
        ),
        joined(
          "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/",
          ref("api", "apiId"),
          ":*",
        ),
      ],
    }),
  ),
  "a log role that may write to all log groups of AppSync, in any partition": set(
    "log-policy",
    ["policy"],
    JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: "logs:PutLogEvents",
          Resource: "arn:*:logs:*:*:log-group:/aws/appsync/*",
        },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogGroup", "logs:CreateLogStream"],
          Resource: ["arn:aws:logs:*:123456789012:log-group:/aws/appsync/apis/*:*"],
        },
      ],
    }),
  ),
  "a log role that other services share": set(
    "log-role",
    ["assumeRolePolicy"],
    JSON.stringify({
      Statement: ["apigateway", "appsync"].map((service) => ({
        Sid: service,
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: `${service}.amazonaws.com` },
      })),
    }),
  ),
  "a log role that administrators may assume too": set(
    "log-role",
    ["assumeRolePolicy"],
    JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Principal: {
            Service: "appsync.amazonaws.com",
            AWS: "arn:aws:iam::123456789012:role/admin",
          },
        },
      ],
    }),
  ),
  "a log role with AWS's own policy by interpolation": {
    ...without(compliant, "log-policy"),
    attachment: declare("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: ref("log-role", "id"),
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs",
    }),
  },
  "a log role that guards against other accounts": set(
    "log-role",
    ["assumeRolePolicy"],
    JSON.stringify({
      Statement: {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "appsync.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": ["123456789012"] },
          StringLike: { "aws:SourceArn": "arn:aws:appsync:*:123456789012:apis/*" },
        },
      },
    }),
  ),
  "an API with users, functions and IAM": {
    ...set(
      "api",
      ["eventConfig", "authProviders"],
      [
        { authType: "AMAZON_COGNITO_USER_POOLS", cognitoConfig: { userPoolId: ref("pool", "id") } },
        { authType: "AWS_IAM" },
        { authType: "OPENID_CONNECT", openidConnectConfig: { issuer: "https://id.example.com" } },
      ],
    ),
    pool: declare("aws:cognito/userPool:UserPool", { name: "users" }),
  },
  "an API whose authorizer is a function of the stack": {
    ...set(
      "api",
      ["eventConfig", "authProviders"],
      [
        {
          authType: "AWS_LAMBDA",
          lambdaAuthorizerConfig: { authorizerUri: ref("authorizer", "arn") },
        },
        { authType: "AWS_IAM" },
      ],
    ),
    authorizer: also("function", {
      name: "authorizer",
      code: new Archive({ "index.mjs": "export const handler = async () => ({});" }),
      loggingConfig: { logFormat: "JSON", logGroup: ref("authorizer-logs", "name") },
      environment: {},
    }),
    "authorizer-logs": also("function-logs", { name: "/aws/lambda/authorizer" }),
  },
  "an eventConfig and rules from one apply each": change(
    set("api", ["eventConfig"], applied(of("api").properties.eventConfig ?? null)),
    "acl",
    ["rules"],
    applied(of("acl").properties.rules ?? null),
  ),
  "an association by interpolation of the id": set(
    "association",
    ["resourceArn"],
    joined("arn:aws:appsync:eu-west-1:123456789012:apis/", ref("api", "apiId")),
  ),
  "an ACL for an API and a GraphQL API": {
    ...compliant,
    graph: declare("aws:appsync/graphQLApi:GraphQLApi", { name: "graph" }),
    "graph-association": declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("graph", "arn"),
      webAclArn: ref("acl", "arn"),
    }),
  },
  "an ACL of managed groups, counts and a limit": acl([
    group(0, managed("AWSManagedRulesAmazonIpReputationList")),
    group(
      1,
      managed(
        "AWSManagedRulesCommonRuleSet",
        counted("SizeRestrictions_BODY", "NoUserAgent_HEADER", "CrossSiteScripting_BODY"),
      ),
    ),
    group(2, managed("AWSManagedRulesBotControlRuleSet"), "count"),
    { name: "rate", priority: 3, action: { block: {} }, statement: rate(2000) },
  ]),
  "an ACL of protection against floods, whose challenges count": acl([
    group(
      0,
      managed("AWSManagedRulesAntiDDoSRuleSet", {
        ...counted("ChallengeAllDuringEvent", "ChallengeDDoSRequests"),
      }),
    ),
  ]),
  "an ACL of a managed group with a version": acl([
    group(0, managed("AWSManagedRulesKnownBadInputsRuleSet", { version: "Version_1.22" })),
  ]),
  "an ACL of a managed group for all but the office": acl(
    [
      group(
        0,
        managed("AWSManagedRulesCommonRuleSet", { scopeDownStatement: not(from("office")) }),
      ),
    ],
    { office: ipSet("203.0.113.0/24") },
  ),
  "an ACL that allows a canary and limits the rest": acl(
    rules(
      ["allow", bytes(header("x-canary"), "EXACTLY", "secret")],
      ["block", not(geo("DE", "FR"))],
      [
        "block",
        rate(500, {
          aggregateKeyType: "FORWARDED_IP",
          forwardedIpConfig: { headerName: "X-Forwarded-For", fallbackBehavior: "MATCH" },
        }),
      ],
    ),
  ),
  "an ACL that limits by a header": acl(
    rules([
      "block",
      rate(300, {
        aggregateKeyType: "CUSTOM_KEYS",
        evaluationWindowSec: 60,
        customKeys: [
          { header: { name: "x-tenant", textTransformations: [{ priority: 0, type: "NONE" }] } },
        ],
      }),
    ]),
  ),
  "an ACL that allows its own networks, private ones too, before a limit": acl(
    rules(["allow", from("own")], ["block", rate(2000)]),
    { own: ipSet("10.0.0.0/8", "203.0.113.0/24") },
  ),
  "an ACL that blocks a list which another program fills": {
    ...acl(rules(["block", or(from("list"), geo("KP"))]), { list: ipSet() }),
  },
  "an ACL that blocks hosts but its own": acl(
    rules(["block", not(bytes(header("host"), "EXACTLY", "events.example.com"))]),
  ),
  "an ACL that blocks a label of a bot": acl([
    group(0, managed("AWSManagedRulesBotControlRuleSet"), "count"),
    {
      name: "bots",
      priority: 1,
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: and(
        label("awswaf:managed:aws:bot-control:bot:", "NAMESPACE"),
        not(label("awswaf:managed:aws:bot-control:bot:verified")),
      ),
    },
  ]),
  "a bucket for the log whose name holds the stack": {
    ...without(set("acl-logging", ["logDestinationConfigs"], [ref("archive", "arn")]), "acl-logs"),
    archive: declare("aws:s3/bucketV2:BucketV2", { bucketPrefix: "aws-waf-logs-events-" }),
  },
  "a stream for the log by its ARN": without(
    set(
      "acl-logging",
      ["logDestinationConfigs"],
      ["arn:aws:firehose:eu-west-1:123456789012:deliverystream/aws-waf-logs-central"],
    ),
    "acl-logs",
  ),
  "a log filter that keeps all but what is allowed": set("acl-logging", ["loggingFilter"], {
    defaultBehavior: "DROP",
    filters: ["BLOCK", "COUNT", "CAPTCHA", "CHALLENGE", "EXCLUDED_AS_COUNT"].map((action) => ({
      behavior: "KEEP",
      requirement: "MEETS_ANY",
      conditions: [{ actionCondition: { action } }],
    })),
  }),
  "redaction of more than credentials": set(
    "acl-logging",
    ["redactedFields"],
    [
      { singleHeader: { name: "authorization" } },
      { singleHeader: { name: "cookie" } },
      { singleHeader: { name: "sec-websocket-protocol" } },
      { queryString: {} },
    ],
  ),
  "an alias that the data source names by interpolation": {
    ...set("source", ["lambdaConfig", "functionArn"], joined(ref("alias", "arn"))),
    function: also("function", { publish: true }),
    alias: declare("aws:lambda/alias:Alias", {
      name: "live",
      functionName: ref("function", "arn"),
      functionVersion: ref("function", "version"),
    }),
  },
  "a function with harmless options": set("function", ["environment", "variables"], {
    NODE_OPTIONS: "--enable-source-maps --max-old-space-size=200",
    NODE_COMPILE_CACHE: "/tmp/cache",
    POWERTOOLS_SERVICE_NAME: "orders",
    LOG_LEVEL: "INFO",
    TABLE: "orders",
  }),
  "a function in a VPC, traced, with a queue for failures": {
    ...compliant,
    function: also("function", {
      vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      tracingConfig: { mode: "Active" },
      deadLetterConfig: { targetArn: ref("queue", "arn") },
      architectures: ["arm64"],
      reservedConcurrentExecutions: 50,
    }),
    queue: declare("aws:sqs/queue:Queue", { name: "failures" }),
    "function-vpc": declare("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: ref("function-role", "name"),
      policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
    }),
  },
  "a function that publishes to its API": set(
    "function-policy",
    ["policy"],
    functionMay(
      {
        Effect: "Allow",
        Action: "appsync:EventPublish",
        Resource: joined(ref("api", "apiArn"), "/channelNamespace/orders"),
      },
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ),
  ),
  "a function with inline policies": {
    ...without(compliant, "function-policy"),
    "function-role": also("function-role", {
      inlinePolicies: [
        {
          name: "table",
          policy: functionMay({
            Effect: "Allow",
            Action: ["dynamodb:PutItem"],
            Resource: [ref("table", "arn")],
          }),
        },
      ],
    }),
    table: declare("aws:dynamodb/table:Table", { name: "orders", tags }),
  },
  "a role for the data source": {
    ...set("source", ["serviceRoleArn"], ref("source-role", "arn")),
    "source-role": declare("aws:iam/role:Role", { assumeRolePolicy: trust("appsync") }),
    "source-policy": declare("aws:iam/rolePolicy:RolePolicy", {
      role: ref("source-role", "id"),
      policy: functionMay({
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: [ref("function", "arn"), joined(ref("function", "arn"), ":*")],
      }),
    }),
  },
  "a role for deployments that may make namespaces": {
    ...compliant,
    deployer: declare("aws:iam/policy:Policy", {
      policy: JSON.stringify({
        Statement: {
          Effect: "Allow",
          Action: ["appsync:CreateChannelNamespace", "appsync:UpdateChannelNamespace"],
          Resource: "arn:aws:appsync:eu-west-1:123456789012:apis/*",
        },
      }),
    }),
  },
  "a smoke test after the deployment": {
    ...compliant,
    smoke: declare("command:local:Command", {
      create: "npm run smoke",
      environment: { EVENT_API: ref("api", "apiId") },
      triggers: [ref("api", "apiId"), ref("function", "version")],
    }),
  },
  "a task of ECS that publishes": {
    ...compliant,
    task: declare("aws:ecs/taskDefinition:TaskDefinition", {
      family: "publisher",
      containerDefinitions: jsonText([
        { name: "app", environment: [{ name: "API", value: ref("api", "apiId") }] },
      ]),
    }),
  },
  "a machine that subscribes": {
    ...compliant,
    machine: declare("aws:ec2/instance:Instance", {
      userData: joined("#!/bin/sh\nsubscribe ", ref("api", "apiId"), "\n"),
    }),
  },
  "a workflow that publishes to the API": {
    ...compliant,
    workflow: declare("aws:sfn/stateMachine:StateMachine", {
      definition: jsonText({
        StartAt: "publish",
        States: {
          publish: {
            Type: "Task",
            Resource: "arn:aws:states:::http:invoke",
            Api: ref("api", "apiId"),
            End: true,
          },
        },
      }),
    }),
  },
  "aws-native with roles and logs of aws": {
    ...nativeCompliant,
    "log-role": of("log-role"),
    "log-policy": of("log-policy"),
    "api-logs": of("api-logs"),
  },
  "aws with a function of aws-native": {
    ...["function", "function-role", "function-policy", "function-logs"].reduce<Blueprint>(
      without,
      set("source", ["lambdaConfig", "functionArn"], ref("native", "arn")),
    ),
    native: declare("aws-native:lambda:Function", {
      functionName: "native",
      runtime: "nodejs24.x",
      handler: "index.handler",
      timeout: 5,
      memorySize: 256,
      code: { zipFile: inlineCode },
      environment: { variables: { EVENT_ATTESTATION: inlineAttestation } },
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
    "native-logs": declare("aws-native:logs:LogGroup", {
      logGroupName: "/aws/lambda/native",
      retentionInDays: 30,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  },
  "aws with a web ACL of aws-native": {
    ...["acl", "acl-logs", "acl-logging"].reduce<Blueprint>(without, {
      ...compliant,
      association: also("association", { webAclArn: ref("native-acl", "arn") }),
    }),
    "native-acl": {
      ...(nativeCompliant.acl as Declared),
      properties: {
        ...nativeCompliant.acl?.properties,
        defaultAction: { allow: {} },
        rules: [
          {
            name: "rate",
            priority: 0,
            action: { block: {} },
            statement: { rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } },
            visibilityConfig: {
              cloudWatchMetricsEnabled: true,
              metricName: "rate",
              sampledRequestsEnabled: true,
            },
          },
        ],
      },
    },
    "native-acl-logs": nativeCompliant["acl-logs"] as Declared,
    "native-acl-logging": declare("aws-native:wafv2:LoggingConfiguration", {
      resourceArn: ref("native-acl", "arn"),
      logDestinationConfigs: [ref("native-acl-logs", "arn")],
      redactedFields: ["authorization", "sec-websocket-protocol"].map((name) => ({
        singleHeader: { name },
      })),
    }),
  },
  "a template with descriptions, outputs and metadata": inTemplate([
    "Resources:\n",
    `Description: events\nMetadata: { Team: a }\nOutputs: { Id: { Value: !GetAtt Api.ApiId, Export: { Name: !Sub "\${AWS::StackName}-id" } } }\nResources:\n`,
  ]),
  "a template whose levels come from a map": inTemplate(
    ["Resources:\n", "Mappings: { Stages: { prod: { Level: ERROR, Days: 30 } } }\nResources:\n"],
    ["LogLevel: !Ref Level", "LogLevel: !FindInMap [Stages, prod, Level]"],
    ["RetentionInDays: 30", "RetentionInDays: !FindInMap [Stages, prod, Days]"],
  ),
  "a template whose level a condition decides, each way a good one": inTemplate(
    ["Resources:\n", "Conditions: { Loud: !Equals [!Ref Level, ALL] }\nResources:\n"],
    ["LogLevel: !Ref Level", "LogLevel: !If [Loud, ALL, ERROR]"],
  ),
  "a template with names by Fn::Sub": inTemplate([
    'LogGroupName: !Join ["", [/aws/appsync/apis/, !GetAtt Api.ApiId]]',
    `LogGroupName: !Sub /aws/appsync/apis/\${Api.ApiId}`,
  ]),
  "a template of SAM": inTemplate(
    ["Resources:\n", "Transform: AWS::Serverless-2016-10-31\nResources:\n"],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    [`Code: { ZipFile: '${inlineCode}' }`, `InlineCode: "${inlineCode}"`],
  ),
  "a template of SAM with globals and policies": inTemplate(
    [
      "Resources:\n",
      "Transform: [AWS::Serverless-2016-10-31]\nGlobals: { Function: { Runtime: nodejs24.x, Timeout: 5, Tags: { Service: a } } }\nResources:\n",
    ],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    ["      Role: !GetAtt FunctionRole.Arn\n      Timeout: 5\n", ""],
    ["      Runtime: nodejs24.x\n", ""],
    [
      `Code: { ZipFile: '${inlineCode}' }`,
      `InlineCode: "${inlineCode}"\n      Policies: [AWSLambdaBasicExecutionRole, { DynamoDBCrudPolicy: { TableName: orders } }]`,
    ],
  ),
  "a template whose parameter turns a resource off": inTemplate(
    ["Resources:\n", 'Conditions: { Guarded: !Not [!Equals [!Ref Level, ""]] }\nResources:\n'],
    [
      "Type: AWS::WAFv2::WebACLAssociation",
      "Type: AWS::WAFv2::WebACLAssociation\n    Condition: Guarded",
    ],
  ),
  "tags in the spelling of each resource": set("api", ["tags"], {
    ...tags,
    Owner: "events",
    "aws:cloudformation:stack-name": "x",
  }),
  "namespaces with modes of their own": set("namespace", ["publishAuthModes"], iamModes),
  "the code of handlers beside functions": set("namespace", ["codeHandlers"], null),
  "a table and a key of the customer's own": {
    ...set(
      "function-policy",
      ["policy"],
      functionMay(
        {
          Effect: "Allow",
          Action: ["dynamodb:PutItem", "dynamodb:Query"],
          Resource: [ref("table", "arn"), joined(ref("table", "arn"), "/index/*")],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: ref("key", "arn"),
        },
      ),
    ),
    table: declare("aws:dynamodb/table:Table", {
      name: "orders",
      tags,
      serverSideEncryption: { enabled: true, kmsKeyArn: ref("key", "arn") },
    }),
    key: declare("aws:kms/key:Key", { enableKeyRotation: true }),
  },
  "a function with layers of AWS": set(
    "function",
    ["layers"],
    [
      "arn:aws:lambda:eu-west-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:38",
      "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension-Arm64:20",
    ],
  ),
  "a function with OpenTelemetry of AWS": {
    ...compliant,
    function: also("function", {
      layers: ["arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-nodejs-arm64-ver-1-18-1:4"],
      environment: { variables: { AWS_LAMBDA_EXEC_WRAPPER: "/opt/otel-handler" } },
    }),
  },
  "a function with code signing, a permission and an alarm": {
    ...compliant,
    function: also("function", {
      codeSigningConfigArn: ref("signing", "arn"),
      snapStart: { applyOn: "None" },
      ephemeralStorage: { size: 1024 },
    }),
    signing: declare("aws:lambda/codeSigningConfig:CodeSigningConfig", {}),
    permission: declare("aws:lambda/permission:Permission", {
      action: "lambda:InvokeFunction",
      function: ref("function", "name"),
      principal: "appsync.amazonaws.com",
      sourceArn: ref("api", "apiArn"),
    }),
    alarm: declare("aws:cloudwatch/metricAlarm:MetricAlarm", {
      metricName: "Errors",
      dimensions: { FunctionName: ref("function", "name") },
    }),
  },
  "an alias with concurrency of its own": {
    ...set("source", ["lambdaConfig", "functionArn"], ref("alias", "arn")),
    function: also("function", { publish: true }),
    alias: declare("aws:lambda/alias:Alias", {
      name: "live",
      functionName: ref("function", "name"),
      functionVersion: ref("function", "version"),
    }),
    concurrency: declare("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", {
      functionName: ref("function", "name"),
      qualifier: "live",
      provisionedConcurrentExecutions: 2,
    }),
  },
  "programs that watch for namespaces, or forbid them": {
    ...compliant,
    watch: declare("aws:cloudwatch/eventRule:EventRule", {
      eventPattern: JSON.stringify({
        source: ["aws.appsync"],
        detail: { eventName: ["CreateChannelNamespace", "UpdateApi"] },
      }),
    }),
    forbid: declare("aws:organizations/policy:Policy", {
      content: JSON.stringify({
        Statement: { Effect: "Deny", Action: "appsync:CreateChannelNamespace", Resource: "*" },
      }),
    }),
    dashboard: declare("aws:cloudwatch/dashboard:Dashboard", {
      dashboardBody: jsonText({ text: joined("API ", ref("api", "apiId"), ", create-api") }),
    }),
  },
  "commands that test, invoke, and deploy something else": {
    ...compliant,
    smoke: declare("command:local:Command", {
      create: "node smoke.js",
      environment: { API: ref("api", "apiId"), NAME: ref("function", "name") },
      triggers: [ref("function", "version")],
    }),
    warm: declare("command:local:Command", {
      create: joined("aws lambda invoke --function-name ", ref("function", "name"), " out.json"),
    }),
    reports: declare("command:local:Command", {
      create: "aws lambda update-function-code --function-name reports --s3-bucket b --s3-key k",
    }),
    site: declare("command:local:Command", {
      create: "aws cloudfront create-invalidation --distribution-id D --paths '/*'",
    }),
  },
  "resources of other providers": {
    ...compliant,
    password: declare("random:index/randomPassword:RandomPassword", { length: 20 }),
    variable: declare("github:index/actionsVariable:ActionsVariable", {
      variableName: "API",
      value: ref("api", "apiId"),
    }),
    deployment: declare("kubernetes:apps/v1:Deployment", {
      spec: { containers: [{ env: [{ name: "API", value: ref("api", "apiId") }] }] },
    }),
    monitor: declare("datadog:index/monitor:Monitor", {
      query: "sum:aws.lambda.errors{functionname:orders} > 1",
      message: "update-function-code may have failed",
    }),
  },
  "boundaries of the company for both roles": change(
    set("function-role", ["permissionsBoundary"], "arn:aws:iam::123456789012:policy/boundary"),
    "log-role",
    ["permissionsBoundary"],
    "arn:aws:iam::123456789012:policy/boundary",
  ),
  "a boundary that the stack declares": {
    ...set("log-role", ["permissionsBoundary"], ref("boundary", "arn")),
    boundary: declare("aws:iam/policy:Policy", {
      policy: JSON.stringify({
        Statement: {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "dynamodb:PutItem"],
          Resource: "arn:aws:logs:*:*:log-group:*",
        },
      }),
    }),
  },
  "a role with policies of AWS for logs and traces alone": {
    ...set(
      "function-role",
      ["managedPolicyArns"],
      [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
      ],
    ),
    list: declare("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", {
      roleName: ref("function-role", "name"),
      policyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
    }),
  },
  "a role of another team, with everything": {
    ...compliant,
    backup: declare("aws:iam/role:Role", {
      assumeRolePolicy: trust("backup"),
      managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
    }),
  },
  "a log of the web ACL in the cheap class": set(
    "acl-logs",
    ["logGroupClass"],
    "INFREQUENT_ACCESS",
  ),
  "an ACL of the stack's own group and others": acl(
    [
      group(0, { ruleGroupReferenceStatement: { arn: ref("own", "arn") } }),
      group(1, managed("AWSManagedRulesAnonymousIpList"), "count"),
    ],
    {
      own: declare("aws:wafv2/ruleGroup:RuleGroup", {
        scope: "REGIONAL",
        capacity: 50,
        rules: rules(["block", geo("KP", "RU")], ["block", rate(1000)]),
      }),
    },
  ),
  "an ACL that blocks networks of hosting companies": acl(
    rules(["block", { asnMatchStatement: { asnLists: [14061, 16276] } }]),
  ),
  "a domain name, a GraphQL API and its key beside it": {
    ...compliant,
    domain: declare("aws:appsync/domainName:DomainName", { domainName: "events.example.com" }),
    "domain-api": declare("aws:appsync/domainNameApiAssociation:DomainNameApiAssociation", {
      apiId: ref("api", "apiId"),
      domainName: ref("domain", "domainName"),
    }),
    graph: declare("aws:appsync/graphQLApi:GraphQLApi", { name: "graph" }),
    "graph-source": declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("graph", "id"),
      name: "none",
      type: "NONE",
    }),
    "graph-key": declare("aws:appsync/apiKey:ApiKey", { apiId: ref("graph", "id") }),
  },
  "a template whose values come from lists and texts": inTemplate(
    ["LogLevel: !Ref Level", "LogLevel: !Select [1, !Split [',', 'NONE,ERROR']]"],
    ["RetentionInDays: 30", "RetentionInDays: !Select ['0', [30, 60]]"],
  ),
  "a template with secrets by reference, and policies of deletion": inTemplate(
    [
      "          EVENT_ATTESTATION:",
      "          TOKEN: '{{resolve:secretsmanager:orders:SecretString:token}}'\n          EVENT_ATTESTATION:",
    ],
    [
      "    Type: AWS::Logs::LogGroup\n",
      "    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n",
    ],
  ),
  "a template of SAM with an alias": inTemplate(
    ["Resources:\n", "Transform: AWS::Serverless-2016-10-31\nResources:\n"],
    ["Type: AWS::Lambda::Function", "Type: AWS::Serverless::Function"],
    [`Code: { ZipFile: '${inlineCode}' }`, `InlineCode: "${inlineCode}"`],
    [
      "      FunctionName: template-orders\n",
      "      FunctionName: template-orders\n      AutoPublishAlias: live\n",
    ],
    ["LambdaFunctionArn: !GetAtt Function.Arn", "LambdaFunctionArn: !Ref Function.Alias"],
  ),
  "a template for the accounts of an organization": {
    stack: declare("aws:cloudformation/stackSet:StackSet", {
      name: "events",
      tags,
      templateBody: template,
    }),
    instances: declare("aws:cloudformation/stackSetInstance:StackSetInstance", {
      stackSetName: ref("stack", "name"),
      deploymentTargets: { organizationalUnitIds: ["ou-1"] },
      parameterOverrides: { FunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:x" },
    }),
  },
};
