import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ResourceValidationArgs, Secret } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { RemediationLog } from "../../policies/remediation-log.ts";
import { toRemediationPolicy } from "../../policies/remediation-policy.ts";
import { remediations } from "../../policies/remediations.ts";
import { remediationsPolicy } from "../../policies/remediations-policy.ts";
import { UNKNOWN_TEXT } from "./stacks/computed-outputs.ts";

const TOKENS: Readonly<Record<string, string>> = {
  api: "aws:appsync/api:Api",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  webAclLogging: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
  function: "aws:lambda/function:Function",
};

interface Asked {
  readonly kind: string;
  readonly properties: Record<string, unknown>;
  readonly settings?: Record<string, unknown>;
  readonly options?: Partial<ResourceValidationArgs["opts"]>;
  readonly provider?: Record<string, unknown>;
}

/** What a remediation makes of a resource, undefined where it leaves it as it is. */
async function ask(name: string, asked: Asked, log = new RemediationLog()): Promise<unknown> {
  const remediation = remediations.find((one) => one.name === name);
  assert.ok(remediation, name);
  const { remediateResource } = toRemediationPolicy(remediation, log, async () => false);
  const type = TOKENS[asked.kind] ?? "";
  return await remediateResource?.({
    type,
    name: "one",
    urn: `urn:pulumi:prod::events::${type}::one`,
    props: { ...asked.properties },
    opts: { ignoreChanges: [], ...asked.options },
    ...(asked.provider === undefined ? {} : { provider: { props: asked.provider } }),
    getConfig: () => ({ resources: ["one"], ...asked.settings }),
  } as unknown as ResourceValidationArgs);
}

function logs(logConfig: object) {
  return { eventConfig: { logConfig } };
}

const ROLE = { cloudwatchLogsRoleArn: "arn:aws:iam::123456789012:role/logs" };
function header(name: string) {
  return { singleHeader: { name } };
}

const credentials = ["authorization", "x-api-key", "sec-websocket-protocol"].map(header);
const TAGS = { settings: { tags: { Service: "events", Stage: "prod" } } };

describe("a remediation leaves alone what is right already", () => {
  const cases: readonly (readonly [string, Asked])[] = [
    ["remediate-log-retention", { kind: "logGroup", properties: { retentionInDays: 7 } }],
    ["remediate-log-retention", { kind: "logGroup", properties: { retentionInDays: 3653 } }],
    ["remediate-api-log-level", { kind: "api", properties: logs({ logLevel: "ALL", ...ROLE }) }],
    ["remediate-api-log-level", { kind: "api", properties: logs({ logLevel: "DEBUG", ...ROLE }) }],
    [
      "remediate-web-acl-log-redaction",
      { kind: "webAclLogging", properties: { redactedFields: credentials } },
    ],
    ["remediate-function-timeout", { kind: "function", properties: { timeout: 5 } }],
    [
      "remediate-cost-allocation-tags",
      { kind: "api", properties: { tags: { Service: "other", Stage: "test" } }, ...TAGS },
    ],
    [
      "remediate-cost-allocation-tags",
      {
        kind: "api",
        properties: {},
        provider: { defaultTags: { tags: { Service: "other", Stage: "test" } } },
        ...TAGS,
      },
    ],
  ];
  for (const [name, asked] of cases) {
    test(`${name}: ${JSON.stringify(asked.properties)}`, async () => {
      assert.equal(await ask(name, asked), undefined);
    });
  }
});

describe("a remediation leaves alone what it cannot read", () => {
  for (const [how, hidden] of [
    ["not known before the update", UNKNOWN_TEXT],
    ["a secret", new Secret("x")],
  ] as const) {
    const cases: Readonly<Record<string, Asked>> = {
      "remediate-log-retention": { kind: "logGroup", properties: { retentionInDays: hidden } },
      "remediate-api-log-level": { kind: "api", properties: logs({ logLevel: hidden, ...ROLE }) },
      "remediate-web-acl-log-redaction": {
        kind: "webAclLogging",
        properties: { redactedFields: [{ singleHeader: { name: hidden } }] },
      },
      "remediate-cost-allocation-tags": { kind: "api", properties: { tags: hidden }, ...TAGS },
      "remediate-function-timeout": { kind: "function", properties: { timeout: hidden } },
    };
    for (const { name } of remediations) {
      test(`${name}: ${how}`, async () => {
        const asked = cases[name];
        assert.ok(asked, `no case for ${name}`);
        assert.equal(await ask(name, asked), undefined);
      });
    }
  }
});

test("a remediation changes one property, and hands on all others as they are, unknown ones too", async () => {
  const properties = {
    name: UNKNOWN_TEXT,
    kmsKeyId: new Secret("arn:aws:kms:eu-west-1:123456789012:key/a"),
    tags: { Owner: UNKNOWN_TEXT },
  };
  const settings = { retentionInDays: 90 };
  const right = await ask("remediate-log-retention", { kind: "logGroup", properties, settings });
  assert.deepEqual(right, { ...properties, retentionInDays: 90 });
});

test("a log level is set only where the API has a role to log with", async () => {
  const silent = { kind: "api", properties: logs({ logLevel: "NONE" }) };
  assert.equal(await ask("remediate-api-log-level", silent), undefined);
  const named = { kind: "api", properties: logs({ logLevel: "NONE", ...ROLE }) };
  assert.deepEqual(
    await ask("remediate-api-log-level", named),
    logs({ logLevel: "ERROR", ...ROLE }),
  );
});

test("a property that ignoreChanges keeps stays as it is, in any of its spellings", async () => {
  for (const ignored of ["retentionInDays", "*"]) {
    const asked = { kind: "logGroup", properties: {}, options: { ignoreChanges: [ignored] } };
    assert.equal(await ask("remediate-log-retention", asked), undefined);
  }
});

test("a resource with an archive stays as it is, and the report says why", async () => {
  const log = new RemediationLog();
  const code = new asset.FileArchive("build/orders");
  const remediation = remediations.find((one) => one.name === "remediate-function-timeout");
  assert.ok(remediation);
  const { remediateResource } = toRemediationPolicy(remediation, log, async () => false);
  const args = {
    type: TOKENS.function,
    name: "one",
    urn: "urn:pulumi:prod::events::aws:lambda/function:Function::one",
    props: { timeout: 60, code },
    opts: { ignoreChanges: [] },
    getConfig: () => ({ resources: ["one"] }),
  } as unknown as ResourceValidationArgs;
  assert.equal(await remediateResource?.(args), undefined);
  assert.deepEqual(args.props, { timeout: 60, code });
  const said: string[] = [];
  await remediationsPolicy(log).validateStack(
    { resources: [args], getConfig: () => ({}) } as never,
    (report: unknown) => void said.push((report as { message: string }).message),
  );
  assert.match(said.join(), /not changed by remediate-function-timeout .*hash of its code/);
});
