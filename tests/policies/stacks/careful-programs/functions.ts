import { type Blueprint, change, joined, ref, without } from "../blueprint.ts";
import { compliant, declare, TAGS, trust } from "../compliant.ts";
import { also, functionMay, set } from "./parts.ts";

/** Functions, their roles and what is beside them. */
export const functions: Readonly<Record<string, Blueprint>> = {
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
    table: declare("aws:dynamodb/table:Table", { name: "orders", tags: TAGS }),
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
      tags: TAGS,
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
};
