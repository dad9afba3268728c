import { attestedCode } from "./attested-code.ts";
import {
  Archive,
  type Blueprint,
  change,
  joined,
  jsonText,
  type Path,
  type Properties,
  ref,
  type Value,
  without,
} from "./blueprint.ts";
import { compliant, declare, side, tags, writesLogs } from "./compliant.ts";
import { template } from "./doors.ts";
import {
  and,
  bytes,
  counted,
  from,
  geo,
  group,
  groupNamed,
  guardedBy,
  header,
  ipSet,
  label,
  lowercase,
  managed,
  not,
  or,
  rate,
  regex,
  regexSet,
  ruleGroup,
  rules,
  size,
} from "./web-acl-parts.ts";

/** A program that looks guarded and is not: the rule that has to refuse it. */
export interface LookAlike {
  readonly program: Blueprint;
  readonly policy: string;
  /** Set where only an update gives the values that show it. */
  readonly known?: "update";
}

const by = (policy: string, program: Blueprint, known?: "update"): LookAlike => ({
  policy,
  program,
  ...(known === undefined ? {} : { known }),
});
const waf = (program: Blueprint, known?: "update") => by("namespace-waf", program, known);
const logging = (program: Blueprint, known?: "update") => by("namespace-logging", program, known);
const wired = (program: Blueprint, known?: "update") =>
  by("namespace-request-response", program, known);
const attested = (program: Blueprint, known?: "update") =>
  by("handler-attestation", program, known);
const provisioned = (program: Blueprint, known?: "update") =>
  by("namespace-provisioning", program, known);

const set = (name: string, path: Path, value: Value | undefined): Blueprint =>
  change(compliant, name, path, value);
const limited = rate(2000);
const block = ["block", limited] as const;
const only = (statement: Value, extra: Blueprint = {}) =>
  guardedBy({ rules: rules(["block", statement]) }, extra);
const after = (allowed: Value, extra: Blueprint = {}) =>
  guardedBy({ rules: rules(["allow", allowed], block) }, extra);
const logArn = (name: string, region = "eu-west-1", account = "123456789012") =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;
const document = (...statements: readonly Value[]) => JSON.stringify({ Statement: statements });
const write = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: "*",
};
const logPolicy = (...statements: readonly Value[]) =>
  set("log-policy", ["policy"], document(...statements));
const trusted = (statement: Properties) =>
  set(
    "log-role",
    ["assumeRolePolicy"],
    document({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "appsync.amazonaws.com" },
      ...statement,
    }),
  );

/** Web ACLs that look as if they blocked something. */
const webAcls: Readonly<Record<string, LookAlike>> = {
  "an allow-all by the host that every request has": waf(
    after({
      sizeConstraintStatement: {
        fieldToMatch: header("host"),
        comparisonOperator: "GT",
        size: 0,
        textTransformations: lowercase,
      },
    }),
  ),
  "an allow of any path by an expression": waf(after(regex("uriPath", "^/event"))),
  "an allow of any host of AWS's top-level domain and others": waf(
    after(bytes(header("host"), "CONTAINS", ".")),
  ),
  "an allow of any path by a command line": waf(
    after(bytes("uriPath", "CONTAINS", "event", [{ priority: 0, type: "CMD_LINE" }])),
  ),
  "a block of a path's digest": waf(
    only(bytes("uriPath", "EXACTLY", "abc", [{ priority: 0, type: "MD5" }])),
  ),
  "an allow of all but private addresses": waf(
    after(not(from("private")), { private: ipSet("10.0.0.0/8", "127.0.0.0/8") }),
  ),
  "an allow of any path by a set of expressions": waf(
    after(
      {
        regexPatternSetReferenceStatement: {
          arn: ref("paths", "arn"),
          fieldToMatch: { uriPath: {} },
          textTransformations: lowercase,
        },
      },
      { paths: regexSet("^/graphql", "^/event(/realtime)?$") },
    ),
  ),
  "an allow of both paths, each in a rule of its own": waf(
    guardedBy({
      rules: rules(
        ["allow", bytes("uriPath", "EXACTLY", "/event")],
        ["allow", bytes("uriPath", "ENDS_WITH", "/realtime")],
        block,
      ),
    }),
  ),
  "an allow of all but one header, and then of that header": waf(
    guardedBy({
      rules: rules(
        ["allow", not(bytes(header("x-a"), "EXACTLY", "b"))],
        ["allow", bytes(header("x-a"), "EXACTLY", "b")],
        block,
      ),
    }),
  ),
  "an allow of everyone in the world but one address, which is then allowed": waf(
    guardedBy(
      { rules: rules(["allow", not(from("one"))], ["allow", from("one")], block) },
      { one: ipSet("192.0.2.1/32") },
    ),
  ),
  "an allow of a country and of all others": waf(
    guardedBy({ rules: rules(["allow", geo("DE")], ["allow", not(geo("DE"))], block) }),
  ),
  "a default block behind an allow of both methods": waf(
    guardedBy({
      defaultAction: { block: {} },
      rules: rules([
        "allow",
        or(bytes("method", "EXACTLY", "GET"), bytes("method", "EXACTLY", "POST")),
      ]),
    }),
  ),
  "a default block behind a rule group of the stack that allows all": waf(
    guardedBy(
      { defaultAction: { block: {} }, rules: [group(0, groupNamed("open"))] },
      { open: ruleGroup(rules(["allow", bytes("uriPath", "STARTS_WITH", "/")])) },
    ),
  ),
  "a default block behind a rule group whose rule is overridden to allow": waf(
    guardedBy(
      {
        defaultAction: { block: {} },
        rules: [
          group(0, {
            ruleGroupReferenceStatement: {
              arn: ref("limits", "arn"),
              ruleActionOverrides: [{ name: "rule-0", actionToUse: { allow: {} } }],
            },
          }),
        ],
      },
      { limits: ruleGroup(rules(["block", bytes("uriPath", "STARTS_WITH", "/")])) },
    ),
  ),
  "an allow-all that a label carries": waf(
    guardedBy({
      rules: [
        {
          name: "mark",
          priority: 0,
          action: { count: {} },
          statement: bytes("uriPath", "STARTS_WITH", "/"),
          ruleLabels: [{ name: "seen" }],
        },
        { name: "pass", priority: 1, action: { allow: {} }, statement: label("seen") },
        { name: "rate", priority: 2, action: { block: {} }, statement: limited },
      ],
    }),
  ),
  "a block of a label that only a blocking rule sets": waf(
    guardedBy({
      rules: [
        {
          name: "mark",
          priority: 0,
          action: { block: {} },
          statement: bytes("uriPath", "EXACTLY", "/login"),
          ruleLabels: [{ name: "bad" }],
        },
        { name: "stop", priority: 1, action: { block: {} }, statement: label("bad") },
      ],
    }),
  ),
  "a block of a label of a managed group that runs later": waf(
    guardedBy({
      rules: [
        ...rules(["block", label("awswaf:managed:aws:anonymous-ip-list:AnonymousIPList")]),
        group(1, managed("AWSManagedRulesAnonymousIpList"), "count"),
      ],
    }),
  ),
  "a block of a label of a managed group that is not there": waf(
    guardedBy({
      rules: [
        group(0, managed("AWSManagedRulesCommonRuleSet"), "count"),
        {
          name: "stop",
          priority: 1,
          action: { block: {} },
          statement: label("awswaf:managed:aws:anonymous-ip-list:AnonymousIPList"),
        },
      ],
    }),
  ),
  "a rate limit for requests with a label that nothing sets": waf(
    only(rate(100, { scopeDownStatement: label("bot") })),
  ),
  "a rate limit of 10 000 a second": waf(only(rate(3_100_000))),
  "a rate limit in ten seconds that no quota lets through": waf(
    only(rate(2_000_000_000, { evaluationWindowSec: 600 })),
  ),
  "a rate limit for nobody's addresses": waf(
    only(rate(100, { scopeDownStatement: from("nobody") }), { nobody: ipSet() }),
  ),
  "a rate limit for paths and methods that do not go together": waf(
    only(
      rate(100, {
        scopeDownStatement: and(
          bytes("uriPath", "EXACTLY", "/event/realtime"),
          bytes("method", "EXACTLY", "POST"),
        ),
      }),
    ),
  ),
  "a block of attacks in the path": waf(
    only({
      sqliMatchStatement: { fieldToMatch: { uriPath: {} }, textTransformations: lowercase },
    }),
  ),
  "a block of scripts in the method": waf(
    only({ xssMatchStatement: { fieldToMatch: { method: {} }, textTransformations: lowercase } }),
  ),
  "a block of methods that AppSync does not take": waf(
    only(
      or(...["PUT", "DELETE", "PATCH", "TRACE"].map((verb) => bytes("method", "EXACTLY", verb))),
    ),
  ),
  "a block of long paths": waf(only(size("uriPath", "GT", 200))),
  "a block of upper case sought in lower-case text, in a set of expressions": waf(
    only(
      {
        regexPatternSetReferenceStatement: {
          arn: ref("paths", "arn"),
          fieldToMatch: { uriPath: {} },
          textTransformations: lowercase,
        },
      },
      { paths: regexSet("^/EVENT") },
    ),
  ),
  "a managed group for a label that nothing sets": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesCommonRuleSet", { scopeDownStatement: label("suspicious") }),
        ),
      ],
    }),
  ),
  "a managed group that counts what it blocks, and excludes the rest": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesAmazonIpReputationList", {
            ...counted("AWSManagedIPReputationList"),
            excludedRules: [{ name: "AWSManagedReconnaissanceList" }],
          }),
        ),
      ],
    }),
  ),
  "a managed group whose rules all challenge": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesAmazonIpReputationList", {
            ruleActionOverrides: ["AWSManagedIPReputationList", "AWSManagedReconnaissanceList"].map(
              (name) => ({ name, actionToUse: { challenge: {} } }),
            ),
          }),
        ),
      ],
    }),
  ),
  "a managed group about logins": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesATPRuleSet", {
            managedRuleGroupConfigs: [{ awsManagedRulesAtpRuleSet: { loginPath: "/login" } }],
          }),
        ),
      ],
    }),
  ),
  "a managed group about registrations": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed("AWSManagedRulesACFPRuleSet", {
            managedRuleGroupConfigs: [
              {
                awsManagedRulesAcfpRuleSet: {
                  creationPath: "/signup",
                  registrationPagePath: "/register",
                },
              },
            ],
          }),
        ),
      ],
    }),
  ),
  "protection against floods whose one blocking rule counts": waf(
    guardedBy({
      rules: [group(0, managed("AWSManagedRulesAntiDDoSRuleSet", counted("DDoSRequests")))],
    }),
  ),
  "a group that WordPress needs": waf(
    guardedBy({
      rules: [
        group(
          0,
          managed(
            "AWSManagedRulesWordPressRuleSet",
            counted("WordPressExploitableCommands_QUERYSTRING"),
          ),
        ),
      ],
    }),
  ),
  "a rule group of the stack whose own limit is never reached": waf(
    guardedBy(
      { rules: [group(0, groupNamed("limits"))] },
      { limits: ruleGroup(rules(["block", rate(1_999_999_999)])) },
    ),
  ),
  "a rule group of the stack that allows before it blocks": waf(
    guardedBy(
      { rules: [group(0, groupNamed("limits"))] },
      {
        limits: ruleGroup(rules(["allow", bytes("uriPath", "STARTS_WITH", "/event")], block)),
      },
    ),
  ),
  "rules as JSON text that only count": waf(
    guardedBy({
      ruleJson: JSON.stringify([
        {
          Name: "rate",
          Priority: 0,
          Action: { Count: {} },
          Statement: { RateBasedStatement: { Limit: 100, AggregateKeyType: "IP" } },
        },
      ]),
    }),
  ),
  "rules as JSON text with an empty set": waf(
    guardedBy(
      {
        ruleJson: jsonText([
          {
            Name: "bad",
            Priority: 0,
            Action: { Block: {} },
            Statement: { IPSetReferenceStatement: { ARN: ref("nobody", "arn") } },
          },
        ]),
      },
      { nobody: ipSet() },
    ),
  ),
  "a rule group as JSON text that only counts": waf(
    guardedBy(
      { rules: [group(0, groupNamed("json"))] },
      {
        json: declare("aws:wafv2/ruleGroup:RuleGroup", {
          scope: "REGIONAL",
          capacity: 50,
          rulesJson: JSON.stringify([
            {
              Name: "a",
              Priority: 0,
              Action: { Count: {} },
              Statement: { GeoMatchStatement: { CountryCodes: ["KP"] } },
            },
          ]),
        }),
      },
    ),
  ),
  "an IP set of addresses that nobody on the internet has": waf(
    only(from("private"), { private: ipSet("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12") }),
  ),
  "an ACL for CloudFront": waf(set("acl", ["scope"], "CLOUDFRONT")),
  "an ACL that a string associates with the id of another region": waf(
    set(
      "association",
      ["resourceArn"],
      joined("arn:aws:appsync:us-east-1:123456789012:apis/", ref("api", "apiId")),
    ),
    "update",
  ),
  "an ACL that a string associates with the id in another account": waf(
    set(
      "association",
      ["resourceArn"],
      joined("arn:aws:appsync:eu-west-1:999999999999:apis/", ref("api", "apiId")),
    ),
    "update",
  ),
  "an ACL that a string associates with a GraphQL API": waf({
    ...set("association", ["resourceArn"], ref("graph", "arn")),
    graph: declare("aws:appsync/graphQLApi:GraphQLApi", { name: "events" }),
  }),
  "an ACL for the id of the API instead of its ARN": waf(
    set("association", ["resourceArn"], ref("api", "apiId")),
    "update",
  ),
  "an ACL for a namespace's ARN": waf(
    set("association", ["resourceArn"], ref("namespace", "channelNamespaceArn")),
  ),
  "a second association with an ACL that only counts": waf({
    ...compliant,
    "empty-acl": declare("aws:wafv2/webAcl:WebAcl", {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: [],
      tags,
    }),
    "second-association": declare("aws:wafv2/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("api", "apiArn"),
      webAclArn: ref("empty-acl", "arn"),
    }),
  }),
  "an ACL of WAF Classic": waf({
    ...compliant,
    association: declare("aws:wafregional/webAclAssociation:WebAclAssociation", {
      resourceArn: ref("api", "apiArn"),
      webAclId: "abc",
    }),
  }),
  "an ACL that is associated with an authorizer's user pool": waf(
    set("association", ["resourceArn"], "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/x"),
  ),
};

const filter = (behavior: string, requirement: string, ...conditions: readonly Value[]) => ({
  behavior,
  requirement,
  conditions,
});
const action = (name: string) => ({ actionCondition: { action: name } });

/** Logs of web ACLs that keep nothing or show secrets. */
const webAclLogs: Readonly<Record<string, LookAlike>> = {
  "a filter that keeps what is blocked and allowed at once": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ALL", action("BLOCK"), action("COUNT"))],
    }),
  ),
  "a filter that keeps challenges alone": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ANY", action("CHALLENGE"), action("CAPTCHA"))],
    }),
  ),
  "a filter that keeps what a group's rule counts": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [filter("KEEP", "MEETS_ANY", action("EXCLUDED_AS_COUNT"))],
    }),
  ),
  "a filter that keeps a label": waf(
    set("acl-logging", ["loggingFilter"], {
      defaultBehavior: "DROP",
      filters: [
        filter("KEEP", "MEETS_ANY", {
          labelNameCondition: { labelName: "awswaf:managed:aws:core-rule-set:NoUserAgent_Header" },
        }),
      ],
    }),
  ),
  "redaction of the query string": waf(
    set("acl-logging", ["redactedFields"], [{ queryString: {} }, { uriPath: {} }]),
  ),
  "redaction of a cookie header": waf(
    set("acl-logging", ["redactedFields"], [{ singleHeader: { name: "cookie" } }]),
  ),
  "redaction of one of two loggings": waf({
    ...compliant,
    "second-logging": declare("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
      resourceArn: ref("acl", "arn"),
      logDestinationConfigs: [ref("acl-logs", "arn")],
    }),
  }),
  "protection of headers that is switched off for logs": waf(
    change(set("acl-logging", ["redactedFields"], []), "acl", ["dataProtectionConfig"], {
      dataProtections: [
        {
          action: "SUBSTITUTION",
          field: {
            fieldType: "SINGLE_COOKIE",
            fieldKeys: ["authorization", "sec-websocket-protocol"],
          },
        },
      ],
    }),
  ),
  "a log group's stream": waf(
    without(
      set(
        "acl-logging",
        ["logDestinationConfigs"],
        [`${logArn("aws-waf-logs-events")}:log-stream:x`],
      ),
      "acl-logs",
    ),
  ),
  "a data stream of Kinesis": waf(
    set(
      "acl-logging",
      ["logDestinationConfigs"],
      ["arn:aws:kinesis:eu-west-1:123456789012:stream/aws-waf-logs-events"],
    ),
  ),
  "a log group of another account": waf(
    set(
      "acl-logging",
      ["logDestinationConfigs"],
      [logArn("aws-waf-logs-events", "eu-west-1", "9".repeat(12))],
    ),
    "update",
  ),
  "logging of an ACL that is not the API's": waf({
    ...set("acl-logging", ["resourceArn"], ref("other-acl", "arn")),
    "other-acl": declare("aws:wafv2/webAcl:WebAcl", {
      scope: "REGIONAL",
      defaultAction: { block: {} },
      rules: [],
      tags,
    }),
  }),
  "a log group with a retention of minus one": waf(set("acl-logs", ["retentionInDays"], -1)),
};

/** API logs that are never written or never read. */
const apiLogs: Readonly<Record<string, LookAlike>> = {
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
    logPolicy(write, {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } },
    }),
  ),
  "a log role that denies all but reading": logging(
    logPolicy(write, { Effect: "Deny", NotAction: ["logs:Get*", "logs:Describe*"], Resource: "*" }),
  ),
  "a log role that denies other groups than Lambda's": logging(
    logPolicy(write, {
      Effect: "Deny",
      Action: "logs:PutLogEvents",
      NotResource: "arn:aws:logs:*:*:log-group:/aws/lambda/*",
    }),
  ),
  "a log role with a permission that ended": logging(
    logPolicy({
      ...write,
      Condition: { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } },
    }),
  ),
  "a log role with a permission in a VPC alone": logging(
    logPolicy({ ...write, Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } }),
  ),
  "a log role that may write to the group of the GraphQL API": logging(
    logPolicy({ ...write, Resource: logArn("/aws/appsync/apis/other:*") }),
  ),
  "a log role that may write to the API's group in another region": logging(
    logPolicy({ ...write, Resource: logArn("/aws/appsync/apis/*", "us-east-1") }),
  ),
  "a log role whose actions are misspelt": logging(
    logPolicy({ ...write, Action: ["log:CreateLogStream", "log:PutLogEvents"] }),
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
      [{ name: "logs", policy: document({ ...write, Action: "logs:DescribeLogGroups" }) }],
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
};

/** Handlers of which one side, or the code, is another than it looks. */
const handlers: Readonly<Record<string, LookAlike>> = {
  "a subscribe that only tells the function": wired(
    set("namespace", ["handlerConfigs", "onSubscribe", "integration", "lambdaConfig"], {
      invokeType: "EVENT",
    }),
  ),
  "a publish by code beside a subscribe by the function": wired(
    set("namespace", ["handlerConfigs", "onPublish"], {
      behavior: "CODE",
      integration: side.integration,
    }),
  ),
  "handlers under the names of the AWS API": wired(
    set("namespace", ["handlerConfigs"], { OnPublish: side, OnSubscribe: side }),
  ),
  "a data source of HTTP beside one of Lambda": wired({
    ...set(
      "namespace",
      ["handlerConfigs", "onPublish", "integration", "dataSourceName"],
      ref("http", "name"),
    ),
    http: declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("api", "apiId"),
      name: "http",
      type: "HTTP",
      httpConfig: { endpoint: "https://example.com" },
    }),
  }),
  "a data source of the same name on another API": wired({
    ...set("source", ["apiId"], ref("other-api", "apiId")),
    "other-api": { ...(compliant.api as NonNullable<typeof compliant.api>) },
  }),
  "a function by the ARN of another account": wired(
    set(
      "source",
      ["lambdaConfig", "functionArn"],
      "arn:aws:lambda:eu-west-1:999999999999:function:orders",
    ),
  ),
  "a function by the ARN of another region": wired(
    set(
      "source",
      ["lambdaConfig", "functionArn"],
      "arn:aws:lambda:us-east-1:123456789012:function:orders",
    ),
  ),
  "an alias by its name that is not in the stack": attested(
    set("source", ["lambdaConfig", "functionArn"], joined(ref("function", "arn"), ":live")),
    "update",
  ),
  "a version by its number": attested(
    set("source", ["lambdaConfig", "functionArn"], joined(ref("function", "arn"), ":1")),
    "update",
  ),
  "code that a wrapper runs in": attested(
    set("function", ["environment", "variables"], { AWS_LAMBDA_EXEC_WRAPPER: "/opt/wrap" }),
  ),
  "a file that is imported before": attested(
    set("function", ["environment", "variables"], { NODE_OPTIONS: "--import ./other.mjs" }),
  ),
  "a loader behind a harmless option": attested(
    set("function", ["environment", "variables"], {
      NODE_OPTIONS: "--enable-source-maps --experimental-loader=data:text/javascript,1",
    }),
  ),
  "code that a cache holds": attested(
    set("function", ["environment", "variables"], { NODE_COMPILE_CACHE: "/mnt/cache" }),
  ),
  "a layer that is one of the stack": attested({
    ...set("function", ["layers"], [ref("layer", "arn")]),
    layer: declare("aws:lambda/layerVersion:LayerVersion", { layerName: "first" }),
  }),
  "an image with the variable of another function": attested(
    change(set("function", ["code"], undefined), "function", ["imageUri"], "repo/events:latest"),
  ),
  "a package in S3 by its version": attested(
    change(
      change(set("function", ["code"], undefined), "function", ["s3Bucket"], "packages"),
      "function",
      ["s3ObjectVersion"],
      "1",
    ),
  ),
  "an attestation beside other code": attested(
    set(
      "function",
      ["code"],
      new Archive({
        ...attestedCode().files,
        "index.mjs": "export const handler = async () => ({ events: [] });\n",
      }),
    ),
  ),
  "the attestation for another namespace": attested(
    set("function", ["code"], attestedCode(["payments"])),
  ),
  "an attested function for one side, another for the other": attested({
    ...change(
      compliant,
      "namespace",
      ["handlerConfigs", "onSubscribe", "integration", "dataSourceName"],
      ref("second-source", "name"),
    ),
    "second-source": declare("aws:appsync/dataSource:DataSource", {
      apiId: ref("api", "apiId"),
      name: "second",
      type: "AWS_LAMBDA",
      lambdaConfig: { functionArn: ref("second", "arn") },
    }),
    second: {
      ...(compliant.function as NonNullable<typeof compliant.function>),
      properties: {
        ...compliant.function?.properties,
        name: "second",
        code: new Archive({ "index.mjs": "export const handler = async () => ({ events: [] });" }),
      },
    },
  }),
};

const otherwise = (type: string, properties: Properties): Blueprint => ({
  ...without(compliant, "namespace"),
  other: declare(type, properties),
});
const call = { Type: "Task", End: true };
/** The compliant template with texts of it replaced, each followed by what comes in its place. */
const inTemplate = (...changes: readonly string[]): Blueprint => {
  let templateBody = template;
  for (let at = 0; at < changes.length; at += 2) {
    const [found = "", by = ""] = changes.slice(at, at + 2);
    if (!templateBody.includes(found)) throw new Error(`the template has no ${found}`);
    templateBody = templateBody.replace(found, by);
  }
  const properties = { name: "events", tags, templateBody };
  return { stack: declare("aws:cloudformation/stack:Stack", properties) };
};

/** Namespaces that something else makes. */
const doors: Readonly<Record<string, LookAlike>> = {
  "a state machine that calls the API of AWS": provisioned(
    otherwise("aws:sfn/stateMachine:StateMachine", {
      definition: JSON.stringify({
        StartAt: "make",
        States: {
          make: { ...call, Resource: "arn:aws:states:::aws-sdk:appsync:createChannelNamespace" },
        },
      }),
    }),
  ),
  "a schedule that calls the API of AWS": provisioned(
    otherwise("aws:scheduler/schedule:Schedule", {
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:appsync:createChannelNamespace",
        input: JSON.stringify({ ApiId: "abc", Name: "orders" }),
      },
    }),
  ),
  "a document of Systems Manager": provisioned(
    otherwise("aws:ssm/document:Document", {
      documentType: "Automation",
      content: JSON.stringify({
        mainSteps: [
          {
            action: "aws:executeAwsApi",
            inputs: { Service: "appsync", Api: "CreateChannelNamespace" },
          },
        ],
      }),
    }),
  ),
  "a build project": provisioned(
    otherwise("aws:codebuild/project:Project", {
      source: {
        type: "NO_SOURCE",
        buildspec: "phases: { build: { commands: [aws appsync create-channel-namespace] } }",
      },
    }),
  ),
  "an instance's user data": provisioned(
    otherwise("aws:ec2/instance:Instance", {
      userData: "#!/bin/sh\naws appsync create-channel-namespace --api-id abc --name orders\n",
    }),
  ),
  "an invocation of a function": provisioned(
    otherwise("aws:lambda/invocation:Invocation", {
      functionName: "admin",
      input: JSON.stringify({ call: "CreateChannelNamespace", apiId: "abc" }),
    }),
  ),
  "a job of Kubernetes": provisioned(
    otherwise("kubernetes:batch/v1:Job", {
      spec: {
        template: {
          spec: {
            containers: [
              { image: "amazon/aws-cli", args: ["appsync", "create-channel-namespace"] },
            ],
          },
        },
      },
    }),
  ),
  "a container of Docker": provisioned(
    otherwise("docker:index/container:Container", {
      image: "amazon/aws-cli",
      command: ["appsync", "create-channel-namespace", "--name", "orders"],
    }),
  ),
  "a command of boto3 in snake case": provisioned(
    otherwise("command:local:Command", {
      create: "python3 make.py",
      environment: { OPERATION: "create_channel_namespace" },
    }),
  ),
  "a command that deploys a template": provisioned(
    otherwise("command:local:Command", {
      create: "aws cloudformation deploy --stack-name events --template-file events.yaml",
    }),
  ),
  "a command that deploys with another tool": provisioned(
    otherwise("command:local:Command", { create: "npx cdk deploy EventsStack" }),
  ),
  "a custom resource in a template": provisioned(
    inTemplate(
      "  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
      "  Other:\n    Type: Custom::Namespace\n    Properties:\n      ServiceToken: !GetAtt Function.Arn\n      ApiId: !GetAtt Api.ApiId\n  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
    ),
  ),
  "a state machine in a template": provisioned(
    inTemplate(
      "  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n",
      '  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: \'{"Resource":"arn:aws:states:::aws-sdk:appsync:createChannelNamespace"}\'\n  Namespace:\n    Type: AWS::AppSync::ChannelNamespace\n',
    ),
  ),
  "a namespace in a template without a handler on subscribe": wired(
    inTemplate("        OnSubscribe: *handler\n", ""),
  ),
  "a role of a template that denies logs": logging(
    inTemplate(
      'Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]',
      'Action: ["logs:CreateLogGroup"]',
    ),
  ),
  "a redaction of a template that leaves out the protocol": waf(
    inTemplate("        - SingleHeader: { Name: sec-websocket-protocol }\n", ""),
  ),
  "a template whose map says not to log": logging(
    inTemplate(
      "LogLevel: !Ref Level",
      "LogLevel: !FindInMap [Stages, prod, Level]",
      "Resources:\n",
      "Mappings: { Stages: { prod: { Level: NONE } } }\nResources:\n",
    ),
  ),
  "a template whose condition turns logs off": logging(
    inTemplate(
      "LogLevel: !Ref Level",
      "LogLevel: !If [Quiet, NONE, ERROR]",
      "Resources:\n",
      "Conditions: { Quiet: !Or [!Equals [!Ref Level, ERROR], !Condition Other] }\nResources:\n",
    ),
  ),
  "a template whose condition removes the association": waf(
    inTemplate(
      "Type: AWS::WAFv2::WebACLAssociation",
      "Type: AWS::WAFv2::WebACLAssociation\n    Condition: Guarded",
      "Resources:\n",
      "Conditions: { Guarded: !And [!Equals [!Ref Level, DEBUG], !Not [!Condition Guarded]] }\nResources:\n",
    ),
  ),
  "a function of SAM with other code": attested(
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "Code: { ZipFile: 'exports.handler = async ({ events }) => ({ events });' }",
      "InlineCode: 'exports.handler = async () => ({ events: [] });'",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
  ),
  "a function of SAM that may do anything": by(
    "iam-no-wildcards",
    inTemplate(
      "Type: AWS::Lambda::Function",
      "Type: AWS::Serverless::Function",
      "      Role: !GetAtt FunctionRole.Arn\n",
      "      Policies: { Statement: { Effect: Allow, Action: '*', Resource: '*' } }\n",
      "Resources:\n",
      "Transform: AWS::Serverless-2016-10-31\nResources:\n",
    ),
  ),
  "a template whose managed group counts": waf(
    inTemplate("OverrideAction: { None: {} }", "OverrideAction: { Count: {} }"),
  ),
};

/** Programs that look guarded and are not, each a sibling of a hole that somebody found. */
export const lookAlikes: Readonly<Record<string, LookAlike>> = {
  ...webAcls,
  ...webAclLogs,
  ...apiLogs,
  ...handlers,
  ...doors,
};
