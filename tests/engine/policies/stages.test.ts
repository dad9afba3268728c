import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import product from "../../../index.ts";
import { readStageFile } from "../../../settings/stage-settings.ts";
import { type EngineRun, type Outcome, openEngine } from "./engine-run.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A guard of the product's own program, and how somebody might take it away. */
interface Removal {
  readonly guard: string;
  readonly type: string;
  readonly change: (properties: Record<string, unknown>) => Record<string, unknown>;
  readonly policy: string;
}

function without(key: string) {
  return (properties: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));
}

const unattested = new pulumi.asset.AssetArchive({
  "index.mjs": new pulumi.asset.StringAsset("export const handler = async () => ({});"),
});

const removals: readonly Removal[] = [
  {
    guard: "the API's logging",
    type: "aws:appsync/api:Api",
    change: (api) => ({ ...api, eventConfig: unlogged(api.eventConfig) }),
    policy: "namespace-logging",
  },
  {
    guard: "the association with the web ACL",
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    change: (association) => ({ ...association, resourceArn: "arn:aws:appsync:::apis/another" }),
    policy: "namespace-waf",
  },
  {
    guard: "the rules of the web ACL",
    type: "aws:wafv2/webAcl:WebAcl",
    change: (acl) => ({ ...acl, rules: [] }),
    policy: "namespace-waf",
  },
  {
    guard: "the logging of the web ACL",
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    change: (logging) => ({ ...logging, logDestinationConfigs: [] }),
    policy: "namespace-waf",
  },
  {
    guard: "a namespace's handlers",
    type: "aws:appsync/channelNamespace:ChannelNamespace",
    change: without("handlerConfigs"),
    policy: "namespace-request-response",
  },
  {
    guard: "the attested code of a function",
    type: "aws:lambda/function:Function",
    change: (lambda) => ({ ...lambda, code: unattested }),
    policy: "handler-attestation",
  },
  {
    guard: "the version that an alias leads to",
    type: "aws:lambda/alias:Alias",
    change: (alias) => ({ ...alias, functionVersion: "1" }),
    policy: "handler-attestation",
  },
  {
    guard: "the retention of log groups",
    type: "aws:cloudwatch/logGroup:LogGroup",
    change: without("retentionInDays"),
    policy: "namespace-logging",
  },
];

function unlogged(eventConfig: unknown): unknown {
  return typeof eventConfig === "object" && eventConfig !== null
    ? { ...eventConfig, logConfig: undefined }
    : eventConfig;
}

function weakened(removal: Removal) {
  return async (): Promise<Record<string, unknown>> => {
    pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
      type === removal.type ? { props: removal.change(props), opts } : undefined,
    );
    return await product();
  };
}

function mandatory({ reported }: Outcome) {
  return reported.filter(({ level }) => level === "mandatory");
}

for (const stage of ["dev", "prod", "local"]) {
  describe(`the stage ${stage} with the policy pack`, () => {
    const open: EngineRun[] = [];
    const engine = async (): Promise<EngineRun> => {
      const { config } = readStageFile(root, stage);
      const run = await openEngine({ stage, config, projectName: "appsync-events" });
      open.push(run);
      return run;
    };
    after(async () => {
      await Promise.all(open.map((run) => run.close()));
    });

    test("passes its first preview, where every policy document can be read", async () => {
      const run = await engine();
      const outcome = await run.preview(product);
      assert.deepEqual(outcome.reported, []);
      assert.ok(outcome.succeeded, outcome.output);
    });

    if (stage !== "prod") {
      return;
    }

    test("passes its update", async () => {
      const run = await engine();
      const outcome = await run.update(product);
      assert.deepEqual(outcome.reported, []);
      assert.ok(outcome.succeeded, outcome.output);
    });

    for (const removal of removals) {
      test(`fails without ${removal.guard}`, async () => {
        const run = await engine();
        const outcome = await run.preview(weakened(removal));
        assert.equal(outcome.succeeded, false);
        const policies = mandatory(outcome).map(({ policy }) => policy);
        assert.ok(policies.includes(removal.policy), outcome.output);
      });
    }
  });
}
