import assert from "node:assert/strict";
import { test } from "node:test";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ResourceRegistry } from "../../local/provider/resource-registry.ts";
import { recorder, testStack } from "./test-stack.ts";

const MODES = [{ authType: "API_KEY" }];
const eventConfig = {
  authProviders: MODES,
  connectionAuthModes: MODES,
  defaultPublishAuthModes: MODES,
  defaultSubscribeAuthModes: MODES,
};

test("what AWS computes is unknown at a preview and known after an update", async (t) => {
  const known: string[] = [];
  const program = async () => {
    const api = new aws.appsync.Api("events", { name: "events", eventConfig });
    // The engine runs these for known values only.
    api.name.apply(() => known.push("name"));
    api.apiId.apply(() => known.push("apiId"));
    return { apiId: api.apiId, apiArn: api.apiArn, dns: api.dns };
  };
  const stack = await testStack(t, { program });
  await stack.preview();
  assert.deepEqual(known, ["name"]);
  const { outputs } = await stack.up();
  assert.match(outputs.apiId?.value, /^[a-z0-9]{26}$/);
  assert.equal(
    outputs.apiArn?.value,
    `arn:aws:appsync:eu-west-1:000000000000:apis/${outputs.apiId?.value}`,
  );
  assert.match(outputs.dns?.value.HTTP, /^[a-z0-9]{26}\.appsync-api\.eu-west-1\.amazonaws\.com$/);
});

test("a namespace's new name replaces it and a new auth mode updates it", async (t) => {
  let settings = { name: "orders", tags: { a: "1" } };
  const program = async () => {
    const { apiId } = new aws.appsync.Api("events", { name: "events", eventConfig });
    new aws.appsync.ChannelNamespace("orders", { ...settings, apiId });
  };
  const registry = new ResourceRegistry();
  const stack = await testStack(t, { program, registry });
  await stack.up();

  settings = { name: "orders", tags: { a: "2" } };
  assert.equal((await stack.up()).summary.resourceChanges?.update, 1);

  settings = { name: "sales", tags: { a: "2" } };
  const { steps, onEvent } = recorder();
  assert.equal((await stack.up({ onEvent })).summary.resourceChanges?.replace, 1);
  assert.deepEqual(steps.find(({ op }) => op === "create-replacement")?.replacedFor, ["name"]);
  const names = registry
    .ofType("aws:appsync/channelNamespace:ChannelNamespace")
    .map(({ inputs }) => inputs.name);
  assert.deepEqual(names, ["sales"]);
});

test("a policy that reads differently and means the same is not a change", async (t) => {
  let policy = '{"Version":"2012-10-17","Statement":[]}';
  const program = async () => {
    new aws.iam.Role("role", { name: "role", assumeRolePolicy: policy });
  };
  const stack = await testStack(t, { program });
  await stack.up();
  policy = '{ "Statement": [], "Version": "2012-10-17" }';
  assert.deepEqual((await stack.up()).summary.resourceChanges, { same: 2 });
});

test("a function's code is changed by its content alone", async (t) => {
  let text = "export const handler = async () => 1;";
  const program = async () => {
    const code = new pulumi.asset.AssetArchive({
      "index.mjs": new pulumi.asset.StringAsset(text),
    });
    const fn = { name: "fn", role: "arn:aws:iam::000000000000:role/fn", code };
    new aws.lambda.Function("fn", { ...fn, runtime: "nodejs24.x", handler: "index.handler" });
  };
  const stack = await testStack(t, { program });
  await stack.up();
  assert.deepEqual((await stack.up()).summary.resourceChanges, { same: 2 });
  text = "export const handler = async () => 2;";
  assert.equal((await stack.up()).summary.resourceChanges?.update, 1);
});

test("a name that AWS would refuse fails the preview with what is allowed", async (t) => {
  const program = async () => {
    new aws.appsync.DataSource("chat-source", { apiId: "a", type: "NONE" });
  };
  const stack = await testStack(t, { program });
  await assert.rejects(stack.preview(), /got "chat-source-[0-9a-f]{7}", allowed: letters/);
});

test("an API key is a secret output and expires at a full hour", async (t) => {
  const program = async () => {
    const { apiId } = new aws.appsync.Api("events", { name: "events", eventConfig });
    const apiKey = new aws.appsync.ApiKey("key", { apiId, expires: "2026-12-01T10:59:00Z" });
    return { key: apiKey.key, expires: apiKey.expires };
  };
  const stack = await testStack(t, { program });
  const { outputs } = await stack.up();
  assert.equal(outputs.key?.secret, true);
  assert.match(outputs.key?.value, /^da2-[a-z0-9]{26}$/);
  assert.equal(outputs.expires?.value, "2026-12-01T10:00:00Z");
});

test("data sources answer without an account", async (t) => {
  const program = async () => ({
    account: (await aws.getCallerIdentity()).accountId,
    region: (await aws.getRegion()).region,
    policy: (
      await aws.iam.getPolicyDocument({
        statements: [
          {
            actions: ["sts:AssumeRole"],
            principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
          },
        ],
      })
    ).json,
  });
  const stack = await testStack(t, { program });
  const { outputs } = await stack.up();
  assert.equal(outputs.account?.value, "000000000000");
  assert.equal(outputs.region?.value, "eu-west-1");
  assert.deepEqual(JSON.parse(outputs.policy?.value), {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "lambda.amazonaws.com" },
      },
    ],
  });
});

test("what the effects refuse fails the update and is not kept", async (t) => {
  const registry = new ResourceRegistry();
  const effects = {
    deploy: async () => Promise.reject(new Error("the code does not load")),
    remove: async () => undefined,
  };
  const program = async () => {
    new aws.sns.Topic("alarms", { name: "alarms" });
  };
  const stack = await testStack(t, { program, registry, effects });
  await assert.rejects(stack.up(), /the code does not load/);
  assert.deepEqual(registry.all(), []);
});

test("a refresh finds nothing changed and a destroy leaves nothing", async (t) => {
  const registry = new ResourceRegistry();
  const removed: string[] = [];
  const effects = {
    deploy: async () => undefined,
    remove: async ({ type }: { type: string }) => void removed.push(type),
  };
  const program = async () => {
    new aws.sns.Topic("alarms", { name: "alarms" });
  };
  const stack = await testStack(t, { program, registry, effects });
  await stack.up();
  assert.deepEqual((await stack.refresh()).summary.resourceChanges, { same: 2 });
  assert.equal(registry.all().length, 1);
  await stack.destroy();
  assert.deepEqual(registry.all(), []);
  assert.deepEqual(removed, ["aws:sns/topic:Topic"]);
});

test("a made-up name stays the same from update to update", async (t) => {
  let displayName = "a";
  const program = async () => ({ name: new aws.sns.Topic("alarms", { displayName }).name });
  const stack = await testStack(t, { program });
  const { outputs } = await stack.up();
  assert.match(outputs.name?.value, /^alarms-[0-9a-f]{7}$/);
  displayName = "b";
  assert.deepEqual((await stack.up()).outputs.name, outputs.name);
});
