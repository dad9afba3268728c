import assert from "node:assert/strict";
import { test } from "node:test";
import { ComponentError } from "../../components/component-error.ts";
import { WebAcl } from "../../components/web-acl.ts";
import {
  ACCOUNT,
  API_ARN,
  childrenOf,
  mockAws,
  only,
  record,
  settled,
  statementsOf,
} from "./recorded-resources.ts";
import { eventApi } from "./stage-parts.ts";

mockAws();

interface Rule {
  readonly name: string;
  readonly priority: number;
  readonly action?: object;
  readonly overrideAction?: object;
  readonly statement: {
    readonly regexMatchStatement?: { readonly regexString: string; readonly fieldToMatch: object };
    readonly rateBasedStatement?: object;
    readonly managedRuleGroupStatement?: { readonly name: string };
  };
}

async function webAcl(args: { rateLimit?: number; evaluationWindowSeconds?: number } = {}) {
  const api = eventApi();
  const { built, resources } = await record(
    (options) => new WebAcl("web-acl", { eventApi: api, ...args }, options),
  );
  const rules = only(resources, "aws:wafv2/webAcl:WebAcl").inputs.rules as Rule[];
  return { built, resources, rules };
}

test("a web ACL comes with its association, its log and the policy of that log", async () => {
  const { built, resources } = await webAcl();
  assert.deepEqual(childrenOf(resources, built), [
    "LogGroup web-acl-log",
    "LogResourcePolicy web-acl-log",
    "WebAcl web-acl",
    "WebAclAssociation web-acl",
    "WebAclLoggingConfiguration web-acl",
  ]);
  const association = only(resources, "aws:wafv2/webAclAssociation:WebAclAssociation");
  assert.equal(association.inputs.resourceArn, API_ARN);
  assert.equal(association.inputs.webAclArn, await settled(built.webAclArn));
  assert.deepEqual(association.options.dependsOn, [built.logging]);
});

test("size, rate per address, known attackers and known attacks are evaluated in that order", async () => {
  const { rules } = await webAcl({ rateLimit: 500, evaluationWindowSeconds: 60 });
  assert.deepEqual(
    rules.map(({ name, priority }) => [priority, name]),
    [
      [0, "body-size"],
      [1, "rate-per-ip"],
      [2, "ip-reputation"],
      [3, "known-bad-inputs"],
    ],
  );
  assert.deepEqual(rules[1]?.statement.rateBasedStatement, {
    aggregateKeyType: "IP",
    limit: 500,
    evaluationWindowSec: 60,
  });
  assert.deepEqual(
    rules.slice(2).map(({ statement }) => statement.managedRuleGroupStatement?.name),
    ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"],
  );
});

test("the size rule blocks what no legal publish can be, and no legal publish", async () => {
  const { rules } = await webAcl();
  const statement = rules[0]?.statement.regexMatchStatement;
  assert.deepEqual(statement?.fieldToMatch, { singleHeader: { name: "content-length" } });
  const blocked = new RegExp(statement?.regexString ?? "");
  const legal = 1.2 * 1024 * 1024;
  for (const length of [0, 8_192, 8_193, 99_999, 240_000, 999_999, 1_000_000, legal, 1_299_999]) {
    assert.doesNotMatch(String(Math.ceil(length)), blocked);
  }
  for (const length of ["1300000", "1999999", "2000000", "9999999", "10000000", "0001300000"]) {
    assert.match(length, blocked);
  }
});

test("credentials are redacted from the log, and requests are not sampled", async () => {
  const { resources } = await webAcl();
  const { inputs } = only(
    resources,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  );
  assert.deepEqual(inputs.redactedFields, [
    { singleHeader: { name: "authorization" } },
    { singleHeader: { name: "x-api-key" } },
    { singleHeader: { name: "sec-websocket-protocol" } },
  ]);
  const { rules, visibilityConfig, scope } = only(resources, "aws:wafv2/webAcl:WebAcl").inputs;
  const visibilities = [
    visibilityConfig,
    ...(rules as { visibilityConfig: object }[]).map((rule) => rule.visibilityConfig),
  ];
  for (const visibility of visibilities) {
    assert.equal((visibility as { sampledRequestsEnabled: boolean }).sampledRequestsEnabled, false);
  }
  assert.equal(scope, "REGIONAL");
});

test("only log delivery for this account may write the log", async () => {
  const { built, resources } = await webAcl();
  const group = only(resources, "aws:cloudwatch/logGroup:LogGroup").inputs;
  assert.equal(group.name, "aws-waf-logs-appsync-events-test-web-acl");
  assert.equal(group.retentionInDays, 30);
  const policy = only(resources, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy").inputs;
  assert.deepEqual(statementsOf(policy.policyDocument), [
    {
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${await settled(built.logGroup.arn)}:*`,
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": `arn:aws:logs:eu-west-1:${ACCOUNT}:*` },
      },
    },
  ]);
});

test("rates and windows that AWS WAF does not have are refused", () => {
  assert.throws(
    () =>
      new WebAcl("web-acl", { eventApi: eventApi(), rateLimit: 5, evaluationWindowSeconds: 90 }),
    (error) => {
      assert.ok(error instanceof ComponentError);
      assert.deepEqual(
        error.refusals.map(({ property, got }) => `${property}: ${got}`),
        ["rateLimit: 5", "evaluationWindowSeconds: 90"],
      );
      return true;
    },
  );
});
