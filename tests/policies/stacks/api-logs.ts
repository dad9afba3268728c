import {
  type Blueprint,
  change,
  joined,
  type Properties,
  ref,
  type Value,
  without,
} from "./blueprint.ts";
import { compliant, declare, trust, writesLogs } from "./compliant.ts";

/** A namespace, its API and what its logs need. */
const logged: Blueprint = Object.fromEntries(
  Object.entries(compliant)
    .filter(([name]) => ["log-role", "log-policy", "api", "api-logs", "namespace"].includes(name))
    .map(([name, declared]) => {
      const { handlerConfigs: _, ...properties } = declared.properties;
      return [name, { ...declared, properties }];
    }),
);
const bare = without(logged, "log-policy");

function role(properties: Properties): Blueprint {
  return {
    ...bare,
    "log-role": declare("aws:iam/role:Role", {
      assumeRolePolicy: trust("appsync"),
      ...properties,
    }),
  };
}

function attached(policyArn: Value, extra: Blueprint = {}): Blueprint {
  return {
    ...bare,
    ...extra,
    attachment: declare("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: ref("log-role", "id"),
      policyArn,
    }),
  };
}

function policy(...statements: readonly Value[]): Blueprint {
  return change(logged, "log-policy", ["policy"], JSON.stringify({ Statement: statements }));
}

function trusting(...conditions: readonly Value[]): Blueprint {
  return change(
    logged,
    "log-role",
    ["assumeRolePolicy"],
    JSON.stringify({
      Statement: conditions.map((Condition) => ({
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: ["lambda.amazonaws.com", "appsync.amazonaws.com"] },
        Condition,
      })),
    }),
  );
}

const ALLOW = {
  Effect: "Allow",
  Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: ["arn:aws:logs:*:*:log-group:/aws/appsync/apis/*"],
};
/** A policy for the API's log group, or for what is in it. */
function writesTo(end: "" | ":*"): Blueprint {
  return change(
    logged,
    "log-policy",
    ["policy"],
    joined(
      '{"Statement":{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"',
      "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/appsync/apis/",
      ref("api", "apiId"),
      `${end}"}}`,
    ),
  );
}

function awsPolicy(name: string) {
  return `arn:aws:iam::aws:policy/${name}`;
}

const pushes = awsPolicy("service-role/AWSAppSyncPushToCloudWatchLogs");

/** Ways to let AppSync write that work: none may be refused. */
export const written: Readonly<Record<string, Blueprint>> = {
  "an inline policy as a resource": logged,
  "AWS's own policy, attached": attached(pushes),
  "AWS's own policies, one of which the pack does not know": role({
    managedPolicyArns: [pushes, awsPolicy("AmazonDynamoDBReadOnlyAccess")],
  }),
  "AWS's own policy in managedPolicyArns": role({ managedPolicyArns: [pushes] }),
  "an inline policy of the role": role({ inlinePolicies: [{ name: "logs", policy: writesLogs }] }),
  "a policy of the stack, attached": attached(ref("writes", "arn"), {
    writes: declare("aws:iam/policy:Policy", { policy: writesLogs }),
  }),
  "a policy of the stack, attached to several roles": {
    ...bare,
    writes: declare("aws:iam/policy:Policy", { policy: writesLogs }),
    attachment: declare("aws:iam/policyAttachment:PolicyAttachment", {
      roles: [ref("log-role", "id")],
      policyArn: ref("writes", "arn"),
    }),
  },
  "the ARN of the log group": writesTo(":*"),
  "a trust in the account alone": trusting({
    StringEquals: { "aws:SourceAccount": "123456789012" },
  }),
  "a trust in the account's APIs alone": trusting({
    StringEquals: { "aws:SourceAccount": "123456789012" },
    ArnLike: { "aws:SourceArn": "arn:aws:appsync:eu-west-1:123456789012:apis/*" },
  }),
  "a boundary that lets logs through": change(
    logged,
    "log-role",
    ["permissionsBoundary"],
    awsPolicy("PowerUserAccess"),
  ),
  "denials of other things": policy(
    ALLOW,
    { Effect: "Deny", Action: "s3:*", Resource: "*" },
    {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Effect: "Deny",
      NotAction: "logs:*",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } },
    },
  ),
  "lists that keep the policy": {
    ...change(logged, "log-policy", ["name"], "logs"),
    exclusive: declare("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", {
      roleName: ref("log-role", "id"),
      policyNames: ["logs"],
    }),
  },
  "a role of the same account that is not in the stack": change(
    without(bare, "log-role"),
    "api",
    ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
    "arn:aws:iam::123456789012:role/platform/appsync-logs",
  ),
};

interface Unwritten {
  readonly program: Blueprint;
  /** Who is named. */
  readonly resource: string;
  readonly said: RegExp;
  /** Set when only what AWS gives decides, so that the first preview has nothing to go by. */
  readonly known?: "update";
}

function refused(said: RegExp, program: Blueprint, more: Partial<Unwritten> = {}): Unwritten {
  return {
    program,
    said,
    resource: "log-role",
    ...more,
  };
}

const MAY_NOT = /may not do logs:(?:CreateLogStream|PutLogEvents): no statement allows it/;
const DENIED = /Statement(?:\[\d\])? of ".*" denies it/;

/** Logs that are never written, or that nobody can read. */
export const unwritten: Readonly<Record<string, Unwritten>> = {
  "a role without a policy": refused(MAY_NOT, bare),
  "a policy of another role": refused(MAY_NOT, change(logged, "log-policy", ["role"], "another")),
  "a policy that reads": refused(MAY_NOT, attached(awsPolicy("CloudWatchLogsReadOnlyAccess"))),
  "a policy of AWS's that the pack does not know": refused(
    /cannot be judged here/,
    attached(awsPolicy("AmazonDynamoDBReadOnlyAccess")),
  ),
  "a policy of AWS's that denies": refused(/denies it/, {
    ...attached(awsPolicy("AWSDenyAll")),
    "log-policy": logged["log-policy"] ?? declare("", {}),
  }),
  "a policy that nobody attaches": refused(MAY_NOT, {
    ...bare,
    writes: declare("aws:iam/policy:Policy", { policy: writesLogs }),
  }),
  "the log group without what is in it": refused(/may not do logs:PutLogEvents/, writesTo(""), {
    known: "update",
  }),
  "a denial": refused(DENIED, policy(ALLOW, { ...ALLOW, Effect: "Deny" })),
  "a denial of everything but": refused(
    DENIED,
    policy(ALLOW, { Effect: "Deny", NotAction: "appsync:*", Resource: "*" }),
  ),
  "a denial in another policy": refused(DENIED, {
    ...logged,
    denies: declare("aws:iam/rolePolicy:RolePolicy", {
      role: ref("log-role", "id"),
      policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "logs:Put*", Resource: "*" } }),
    }),
  }),
  "a denial under a condition that nobody here can judge": refused(
    /cannot be judged/,
    policy(ALLOW, {
      ...ALLOW,
      Effect: "Deny",
      Condition: { StringNotEquals: { "aws:PrincipalTag/team": "realtime" } },
    }),
  ),
  "a boundary without logs": refused(
    /permissions boundary/,
    change(logged, "log-role", ["permissionsBoundary"], awsPolicy("ReadOnlyAccess")),
  ),
  "a boundary of the stack without logs": refused(/permissions boundary/, {
    ...change(logged, "log-role", ["permissionsBoundary"], ref("bound", "arn")),
    bound: declare("aws:iam/policy:Policy", {
      policy: JSON.stringify({
        Statement: { Effect: "Allow", Action: "dynamodb:*", Resource: "*" },
      }),
    }),
  }),
  "a trust in another service": refused(
    /cannot be assumed/,
    change(logged, "log-role", ["assumeRolePolicy"], trust("lambda")),
  ),
  "a trust in another account": refused(
    /cannot be assumed/,
    trusting({ StringEquals: { "aws:SourceAccount": "999999999999" } }),
    { known: "update" },
  ),
  "a trust in another API": refused(
    /cannot be assumed/,
    trusting({
      ArnEquals: { "aws:SourceArn": "arn:aws:appsync:eu-west-1:123456789012:apis/other" },
    }),
  ),
  "a list that removes the policy": refused(MAY_NOT, {
    ...change(logged, "log-policy", ["name"], "logs"),
    exclusive: declare("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", {
      roleName: ref("log-role", "id"),
      policyNames: ["another"],
    }),
  }),
  "a list that removes the attachment": refused(MAY_NOT, {
    ...attached(pushes),
    exclusive: declare("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", {
      roleName: ref("log-role", "id"),
      policyArns: [],
    }),
  }),
  "a role of another account": refused(
    /is of another account/,
    change(
      without(bare, "log-role"),
      "api",
      ["eventConfig", "logConfig", "cloudwatchLogsRoleArn"],
      "arn:aws:iam::999999999999:role/logs",
    ),
    { resource: "api", known: "update" },
  ),
  "a log group in another region": refused(
    /is in another region than the API/,
    change(logged, "api-logs", ["region"], "us-east-1"),
    { resource: "api" },
  ),
  "a log group of another name": refused(
    /no log group of this stack is named/,
    change(logged, "api-logs", ["name"], "/aws/appsync/apis/other"),
    { resource: "api" },
  ),
  "a log group that metric filters cannot read": refused(
    /logGroupClass is INFREQUENT_ACCESS/,
    change(logged, "api-logs", ["logGroupClass"], "INFREQUENT_ACCESS"),
    { resource: "api-logs" },
  ),
  "a log group that Logs Insights cannot read": refused(
    /logGroupClass is DELIVERY/,
    change(logged, "api-logs", ["logGroupClass"], "DELIVERY"),
    { resource: "api-logs" },
  ),
};
