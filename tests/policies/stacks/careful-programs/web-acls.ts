import { applied, type Blueprint, change, joined, ref, without } from "../blueprint.ts";
import { compliant, declare } from "../compliant.ts";
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
} from "../web-acl-parts.ts";
import { acl, of, set } from "./parts.ts";

/** Web ACLs, their associations and logs. */
export const webAcls: Readonly<Record<string, Blueprint>> = {
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
};
