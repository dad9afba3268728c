import { Archive, type Blueprint, change, joined, ref, without } from "../blueprint.ts";
import { compliant, declare } from "../compliant.ts";
import { also, functionMay, set } from "./parts.ts";

/** API logs, their groups and roles. */
export const apiLogs: Readonly<Record<string, Blueprint>> = {
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
};
