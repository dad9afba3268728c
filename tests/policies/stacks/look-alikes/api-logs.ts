import { change, joined, type Properties, ref, type Value, without } from "../blueprint.ts";
import { compliant, declare, writesLogs } from "../compliant.ts";
import { type LookAlike, logging, set } from "./look-alike.ts";

function logArn(name: string, region = "eu-west-1", account = "123456789012") {
  return `arn:aws:logs:${region}:${account}:log-group:${name}`;
}

function document(...statements: readonly Value[]) {
  return JSON.stringify({ Statement: statements });
}

const WRITE = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};
function logPolicy(...statements: readonly Value[]) {
  return set("log-policy", ["policy"], document(...statements));
}

function trusted(statement: Properties) {
  return set(
    "log-role",
    ["assumeRolePolicy"],
    document({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "appsync.amazonaws.com" },
      ...statement,
    }),
  );
}

/** API logs that are never written or never read. */
export const apiLogs: Readonly<Record<string, LookAlike>> = {
  "a log role that trusts AppSync in another account": logging(
    trusted({ Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } }),
    "update",
  ),
  "a log role that trusts another API": logging(
    trusted({
      Condition: {
        ArnEquals: { "aws:SourceArn": "arn:aws:appsync:eu-west-1:123456789012:apis/another" },
      },
    }),
  ),
  "a log role that trusts GraphQL APIs": logging(
    trusted({
      Condition: {
        ArnLike: { "aws:SourceArn": "arn:aws:appsync:eu-west-1:123456789012:/v1/apis/*" },
      },
    }),
  ),
  "a log role that asks for an external id": logging(
    trusted({ Condition: { StringEquals: { "sts:ExternalId": "secret" } } }),
  ),
  "a log role that asks for MFA": logging(
    trusted({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
  ),
  "a log role that trusts the service of channels": logging(
    trusted({ Principal: { Service: "events.amazonaws.com" } }),
  ),
  "a log role that trusts everyone but AppSync": logging(
    trusted({ Principal: undefined as never, NotPrincipal: { Service: "appsync.amazonaws.com" } }),
  ),
  "a log role that may be passed and not assumed": logging(trusted({ Action: "iam:PassRole" })),
  "a log role with web identity": logging(trusted({ Action: "sts:AssumeRoleWithWebIdentity" })),
  "a log role that denies on all but one region": logging(
    logPolicy(WRITE, {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } },
    }),
  ),
  "a log role that denies all but reading": logging(
    logPolicy(WRITE, { Effect: "Deny", NotAction: ["logs:Get*", "logs:Describe*"], Resource: "*" }),
  ),
  "a log role that denies other groups than Lambda's": logging(
    logPolicy(WRITE, {
      Effect: "Deny",
      Action: "logs:PutLogEvents",
      NotResource: "arn:aws:logs:*:*:log-group:/aws/lambda/*",
    }),
  ),
  "a log role with a permission that ended": logging(
    logPolicy({
      ...WRITE,
      Condition: { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } },
    }),
  ),
  "a log role with a permission in a VPC alone": logging(
    logPolicy({ ...WRITE, Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
  ),
  "a log role that may write to the group of the GraphQL API": logging(
    logPolicy({ ...WRITE, Resource: logArn("/aws/appsync/apis/other:*") }),
  ),
  "a log role that may write to the API's group in another region": logging(
    logPolicy({ ...WRITE, Resource: logArn("/aws/appsync/apis/*", "us-east-1") }),
  ),
  "a log role whose actions are misspelt": logging(
    logPolicy({ ...WRITE, Action: ["log:CreateLogStream", "log:PutLogEvents"] }),
  ),
  "a log role with the permissions of X-Ray": logging({
    ...without(compliant, "log-policy"),
    attachment: declare("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: ref("log-role", "name"),
      policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
    }),
  }),
  "a log role with a boundary of the stack that leaves logs out": logging({
    ...set("log-role", ["permissionsBoundary"], ref("boundary", "arn")),
    boundary: declare("aws:iam/policy:Policy", {
      policy: document({ Effect: "Allow", NotAction: "logs:*", Resource: "*" }),
    }),
  }),
  "a log role with an inline policy for other actions": logging(
    change(
      without(compliant, "log-policy"),
      "log-role",
      ["inlinePolicies"],
      [{ name: "logs", policy: document({ ...WRITE, Action: "logs:DescribeLogGroups" }) }],
    ),
  ),
  "a policy that the stack attaches to a user alone": logging({
    ...without(compliant, "log-policy"),
    writes: declare("aws:iam/policy:Policy", { policy: writesLogs }),
    attachment: declare("aws:iam/policyAttachment:PolicyAttachment", {
      name: "logs",
      users: ["somebody"],
      policyArn: ref("writes", "arn"),
    }),
  }),
  "the function's role in place of the log role, by its ARN": logging(
    set(
      "api",
      ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
      "arn:aws:iam::123456789012:role/orders-role",
    ),
  ),
  "a role of another account that has the name of the stack's": logging(
    change(
      set("log-role", ["name"], "events-logs"),
      "api",
      ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
      "arn:aws:iam::999999999999:role/events-logs",
    ),
    "update",
  ),
  "an instance profile in place of a role": logging(
    set(
      "api",
      ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
      "arn:aws:iam::123456789012:instance-profile/logs",
    ),
  ),
  "a log group under the name of the API": logging(
    set("api-logs", ["name"], "/aws/appsync/apis/events"),
  ),
  "a log group under the prefix of the API alone": logging(
    change(set("api-logs", ["name"], undefined), "api-logs", ["namePrefix"], "/aws/appsync/apis/"),
  ),
  "a log group where GraphQL would write": logging(
    set("api-logs", ["name"], joined("/aws/appsync/", ref("api", "apiId"))),
    "update",
  ),
  "a log group under the ARN of the API": logging(
    set("api-logs", ["name"], joined("/aws/appsync/apis/", ref("api", "apiArn"))),
    "update",
  ),
  "a log group below that of the API": logging(
    set("api-logs", ["name"], joined("/aws/appsync/apis/", ref("api", "apiId"), "/logs")),
    "update",
  ),
  "a log role that AWS's policy for readers bounds": logging(
    set("log-role", ["permissionsBoundary"], "arn:aws:iam::aws:policy/ReadOnlyAccess"),
  ),
  "a log role whose policies an empty list replaces": logging({
    ...compliant,
    list: declare("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", {
      roleName: ref("log-role", "id"),
      policyNames: [],
    }),
  }),
  "a log role that everyone is denied": logging(
    set(
      "log-role",
      ["assumeRolePolicy"],
      document(
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "appsync.amazonaws.com" },
        },
        { Effect: "Deny", Action: "sts:*", Principal: "*" },
      ),
    ),
  ),
  "a log role that may do all but write logs": logging(
    logPolicy({ Effect: "Allow", NotAction: ["logs:*"], Resource: "*" }),
  ),
  "a log role that may write to all but AppSync's groups": logging(
    logPolicy({
      Effect: "Allow",
      Action: "logs:*",
      NotResource: "arn:aws:logs:*:*:log-group:/aws/appsync/*",
    }),
  ),
  "a policy that the stack attaches to the function's role": logging({
    ...without(compliant, "log-policy"),
    policy: declare("aws:iam/policy:Policy", { policy: document(WRITE) }),
    attachment: declare("aws:iam/policyAttachment:PolicyAttachment", {
      policyArn: ref("policy", "arn"),
      roles: [ref("function-role", "name")],
    }),
  }),
};
