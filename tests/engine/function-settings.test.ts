import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleHandler } from "../../bundle/handler-bundle.ts";
import { ChannelNamespace } from "../../components/channel-namespace.ts";
import { EventApi } from "../../components/event-api.ts";
import type { EventApiAuthorization } from "../../components/event-api-authorization.ts";
import { EventHandler } from "../../components/event-handler.ts";
import { createStageStack } from "../../engine/stage-stack.ts";
import product from "../../index.ts";
import { EmbeddedStage } from "../../local/stage.ts";
import { readStageFile } from "../../settings/stage-settings.ts";
import { openEngine } from "./policies/engine-run.ts";
import { recorder, testStack } from "./test-stack.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const apiKeys: EventApiAuthorization = {
  connect: ["API_KEY"],
  publish: ["API_KEY"],
  subscribe: ["API_KEY"],
  apiKeys: { firstDay: new Date().toISOString().slice(0, 10), everyDays: 90 },
};
const ACCOUNT = "111122223333";

test("the policy pack passes a stage whose functions have every setting", async (t) => {
  const { config } = readStageFile(root, "prod");
  const functions = {
    ...JSON.parse(config["appsync-events:functions"] ?? "{}"),
    environment: { TENANT: "acme" },
    vpc: {
      subnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      securityGroupIds: ["sg-0123456789abcdef0"],
    },
    layers: ["arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension-Arm64:20"],
    ephemeralStorageMegabytes: 1024,
    deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:lost`,
  };
  const namespaces = JSON.parse(config["appsync-events:namespaces"] ?? "{}");
  namespaces.chat.function = { ...namespaces.chat.function, environment: { ROOM_LIMIT: "5" } };
  const run = await openEngine({
    stage: "prod",
    projectName: "appsync-events",
    config: {
      ...config,
      "appsync-events:functions": JSON.stringify(functions),
      "appsync-events:namespaces": JSON.stringify(namespaces),
    },
  });
  t.after(() => run.close());
  const variables: Record<string, unknown> = {};
  const outcome = await run.preview(async () => {
    pulumi.runtime.registerResourceTransform(({ type, name, props }) => {
      if (type === "aws:lambda/function:Function") {
        variables[name] = props.environment;
      }
      return undefined;
    });
    return product();
  });
  assert.deepEqual(outcome.reported, []);
  assert.ok(outcome.succeeded, outcome.output);
  const shown = (name: string) => {
    const { TENANT, ROOM_LIMIT, ORDERS_TABLE_NAME } =
      (variables[name] as { variables?: Record<string, unknown> } | undefined)?.variables ?? {};
    return [TENANT, ROOM_LIMIT, ORDERS_TABLE_NAME !== undefined];
  };
  assert.deepEqual(shown("chat"), ["acme", "5", false]);
  assert.deepEqual(shown("orders"), ["acme", undefined, true]);
  assert.deepEqual(shown("authorizer"), ["acme", undefined, false]);
});

test("a stage whose table and bus were in one component keeps both", async (t) => {
  const before = async () => {
    const parent = new (class extends pulumi.ComponentResource {
      constructor() {
        super("appsync-events:components:OrdersTable", "orders");
      }
    })();
    new aws.dynamodb.Table(
      "orders",
      {
        name: "appsync-events-local-orders",
        billingMode: "PAY_PER_REQUEST",
        hashKey: "pk",
        rangeKey: "sk",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
      },
      { parent },
    );
    new aws.cloudwatch.EventBus("orders", { name: "appsync-events-local-orders" }, { parent });
    return {};
  };
  const { config } = readStageFile(root, "local");
  let program: () => Promise<Record<string, unknown>> = before;
  const stack = await testStack(t, { stage: "local", config, program: () => program() });
  await stack.up();
  program = product;
  const { steps, onEvent } = recorder();
  await stack.preview({ onEvent });
  const kept = steps.filter(({ type }) => /dynamodb\/table|eventBus:EventBus/.test(type));
  assert.deepEqual(kept.map(({ op, type }) => [op, type.split(":").at(-1)]).sort(), [
    ["update", "EventBus"],
    ["update", "Table"],
  ]);
});

test("a function reads its secrets from the stack's own parameters and from the machine's file", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "secrets-"));
  const region = "eu-west-1";
  const stage = await EmbeddedStage.open({ folder, port: 0, region, principals: [] });
  t.after(async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const bundle = await bundleHandler(join(root, "tests/testing/namespaces/vault"));
  const program = async () => {
    const key = new aws.ssm.Parameter("key", {
      name: "/vault/key",
      type: "SecureString",
      value: pulumi.secret("s3cret-0123"),
    });
    const eventApi = new EventApi("events", { authorization: apiKeys });
    const handler = new EventHandler("vault", {
      eventApi,
      bundle,
      timeoutSeconds: 20,
      secrets: { SIGNING_KEY: { parameter: key.name }, DATABASE: { secret: "vault/database" } },
    });
    new ChannelNamespace("vault", { eventApi, handler });
    return { apiKeys: eventApi.apiKeys };
  };
  const stack = await createStageStack({
    stage: "test",
    workDir: join(folder, "engine"),
    program,
    config: { "aws:region": region },
    debugProviders: { aws: stage.providerPort },
  });
  const { outputs } = await stack.up();
  const response = async () => {
    const published = await fetch(`http://127.0.0.1:${stage.port}/event`, {
      method: "POST",
      headers: { "x-api-key": outputs.apiKeys?.value[0], "content-type": "application/json" },
      body: JSON.stringify({ channel: "/vault/lengths", events: ["{}"] }),
    });
    return JSON.stringify(await published.json());
  };
  assert.match(await response(), /HANDLER_FAILED/);
  const database = { user: "ann", password: "s3cret-file" };
  const file = { secrets: { "vault/database": database } };
  await writeFile(join(folder, "secrets.json"), JSON.stringify(file));
  assert.match(await response(), /"failed":\[\],"successful":\[\{/);
  await stage.close();
  const logs = await readFile(join(folder, "logs/appsync-events-test-vault.log"), "utf8");
  assert.match(logs, /vault\/database is not deployed here. Fix: write its value to/);
  assert.doesNotMatch(logs, /s3cret/);
});
