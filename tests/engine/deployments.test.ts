import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as pace } from "node:timers/promises";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { bundleHandler, type HandlerBundle } from "../../bundle/handler-bundle.ts";
import { ChannelNamespace } from "../../components/channel-namespace.ts";
import { EventApi } from "../../components/event-api.ts";
import type { EventApiAuthorization } from "../../components/event-api-authorization.ts";
import { EventHandler } from "../../components/event-handler.ts";
import { createStageStack } from "../../engine/stage-stack.ts";
import { EmbeddedStage } from "../../local/stage.ts";
import { TestSocket } from "../local/event-api/test-socket.ts";

const REGION = "eu-west-1";
const CHANNEL = "/ticks/all";
const RUNTIME = new URL("../../runtime/", import.meta.url).pathname;

/**
 * A namespace that changes in all that a deployment can change: each build has other schemas and
 * other code, and accepts no environment but its own.
 */
function source(build: number): string {
  return `
    import { Type } from "typebox";
    import { channel, channelNamespace } from "${RUNTIME}channel-namespace.ts";
    import { environmentVariables } from "${RUNTIME}environment.ts";

    const schema = Type.Object({
      id: Type.String(),
      build: Type.Optional(Type.Integer()),
      field${build}: Type.Optional(Type.String()),
    }, { additionalProperties: false });
    const settings = environmentVariables(Type.Object({ SETTING_${build}: Type.Literal("${build}") }));
    export default channelNamespace({
      environment: settings,
      channels: {
        "${CHANNEL}": channel({
          schema,
          publish: (tick) => ({ ...tick, build: Number(settings().SETTING_${build}) }),
          subscribe: () => true,
        }),
      },
    });`;
}

/** What a build's function is given beside what every function is given. */
function settingOf(build: number) {
  return { [`SETTING_${build}`]: String(build) };
}

type Program = (build: number, bundle: HandlerBundle) => Promise<Record<string, unknown>>;

const apiKeys: EventApiAuthorization = {
  connect: ["API_KEY"],
  publish: ["API_KEY"],
  subscribe: ["API_KEY"],
  apiKeys: { firstDay: new Date().toISOString().slice(0, 10), everyDays: 90 },
};

/** The product's components. */
const withComponents: Program = async (build, bundle) => {
  const eventApi = new EventApi("events", { authorization: apiKeys });
  const environment = settingOf(build);
  // Every third deployment also changes what is configuration alone.
  const memoryMegabytes = build % 3 === 0 ? 256 : 512;
  const handler = new EventHandler("ticks", { eventApi, bundle, environment, memoryMegabytes });
  new ChannelNamespace("ticks", { eventApi, handler });
  return { apiKeys: eventApi.apiKeys };
};

/** The same with a function that is invoked as it is now, without version and alias. */
const withoutAlias: Program = async (build, bundle) => {
  const eventApi = new EventApi("events", { authorization: apiKeys });
  const { apiId } = eventApi;
  const lambda = new aws.lambda.Function("ticks", {
    role: "arn:aws:iam::000000000000:role/ticks",
    runtime: "nodejs24.x",
    handler: "index.handler",
    code: new pulumi.asset.AssetArchive({
      "index.mjs": new pulumi.asset.StringAsset(bundle.code),
    }),
    timeout: 5,
    environment: {
      variables: {
        STAGE: "test",
        EVENT_API_ID: apiId,
        CHANNEL_NAMESPACE: "ticks",
        POWERTOOLS_SERVICE_NAME: "ticks",
        POWERTOOLS_METRICS_NAMESPACE: "AppSyncEvents",
        ...settingOf(build),
      },
    },
  });
  const dataSource = new aws.appsync.DataSource("ticks", {
    apiId,
    name: "ticks",
    type: "AWS_LAMBDA",
    // A role of another stack, which the stage takes as one that may invoke the function.
    serviceRoleArn: "arn:aws:iam::000000000000:role/invoke-ticks",
    lambdaConfig: { functionArn: lambda.arn },
  });
  const side = {
    behavior: "DIRECT",
    integration: {
      dataSourceName: dataSource.name,
      lambdaConfig: { invokeType: "REQUEST_RESPONSE" },
    },
  };
  new aws.appsync.ChannelNamespace("ticks", {
    apiId,
    name: "ticks",
    handlerConfigs: { onPublish: side, onSubscribe: side },
  });
  return { apiKeys: eventApi.apiKeys };
};

/** An embedded stage whose program is deployed build by build. */
class Deployments {
  readonly stage: EmbeddedStage;
  readonly #stack: Stack;
  readonly #folder: string;
  readonly #program: Program;

  private constructor(stage: EmbeddedStage, stack: Stack, folder: string, program: Program) {
    this.stage = stage;
    this.#stack = stack;
    this.#folder = folder;
    this.#program = program;
  }

  static async open(t: TestContext, program: Program): Promise<Deployments> {
    const folder = await mkdtemp(join(tmpdir(), "deployments-"));
    const stage = await EmbeddedStage.open({ folder, port: 0, region: REGION, principals: [] });
    t.after(async () => {
      await stage.close();
      await rm(folder, { recursive: true, force: true });
    });
    const stack = await createStageStack({
      stage: "test",
      workDir: join(folder, "pulumi"),
      program: async () => undefined,
      config: { "aws:region": REGION },
      debugProviders: { aws: stage.providerPort },
    });
    return new Deployments(stage, stack, folder, program);
  }

  /** Deploys a build and returns an API key. */
  async deploy(build: number): Promise<string> {
    const handler = join(this.#folder, "handlers", String(build), "ticks");
    await mkdir(handler, { recursive: true });
    await writeFile(join(handler, "index.ts"), source(build));
    const bundle = await bundleHandler(handler);
    const program: PulumiFn = () => this.#program(build, bundle);
    this.#stack.workspace.program = program;
    const { outputs } = await this.#stack.up();
    const [key] = Object.values(outputs.apiKeys?.value as Record<string, string>);
    assert.ok(key);
    return key;
  }
}

/** Publishes by HTTP and by WebSocket until it is told to stop, and collects every answer. */
class Publishers {
  readonly published: string[] = [];
  readonly refused: string[] = [];
  readonly #port: number;
  readonly #key: string;
  readonly #running: Promise<unknown>;
  #stopped = false;

  constructor(port: number, key: string, socket: TestSocket) {
    this.#port = port;
    this.#key = key;
    const http = [1, 2, 3].map((each) => this.#loop(`http-${each}`, (id) => this.#post(id)));
    const realtime = this.#loop("socket", (id) => this.#send(socket, id));
    this.#running = Promise.all([...http, realtime]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #loop(name: string, publish: (id: string) => Promise<unknown>): Promise<void> {
    for (let count = 0; !this.#stopped; count += 1) {
      const id = `${name}-${count}`;
      const answer = JSON.stringify(await publish(id));
      this.published.push(id);
      const { failed, successful } = JSON.parse(answer);
      if (failed?.length !== 0 || successful?.length !== 1) {
        this.refused.push(answer);
      }
      // Below the 25 requests a second that AppSync takes from one connection.
      await pace(50);
    }
  }

  async #post(id: string): Promise<unknown> {
    const response = await fetch(`http://localhost:${this.#port}/event`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": this.#key },
      body: JSON.stringify({ channel: CHANNEL, events: [JSON.stringify({ id })] }),
    });
    return await response.json();
  }

  async #send(socket: TestSocket, id: string): Promise<unknown> {
    const authorization = { "x-api-key": this.#key };
    return await socket.publish(id, CHANNEL, [JSON.stringify({ id })], authorization);
  }
}

async function openSocket({ port }: EmbeddedStage, key: string): Promise<TestSocket> {
  const header = JSON.stringify({ host: "localhost", "x-api-key": key });
  const encoded = Buffer.from(header).toString("base64url");
  const socket = await TestSocket.open(port, ["aws-appsync-event-ws", `header-${encoded}`]);
  socket.send({ type: "connection_init" });
  await socket.next("connection_ack");
  return socket;
}

/** Deploys build after build under load; returns what was published, refused and received. */
async function underLoad(t: TestContext, program: Program, builds: number) {
  const deployments = await Deployments.open(t, program);
  const key = await deployments.deploy(0);
  const [subscriber, sender] = await Promise.all([
    openSocket(deployments.stage, key),
    openSocket(deployments.stage, key),
  ]);
  const subscribed = await subscriber.subscribe("all", CHANNEL, { "x-api-key": key });
  assert.equal(subscribed.type, "subscribe_success");
  const publishers = new Publishers(deployments.stage.port, key, sender);
  try {
    for (let build = 1; build <= builds; build += 1) {
      await deployments.deploy(build);
    }
  } finally {
    await publishers.stop();
  }
  const frames = await subscriber.untilNow();
  const received = frames
    .filter(({ type }) => type === "data")
    .map(({ event }) => JSON.parse(String(event)) as { id: string; build: number });
  subscriber.terminate();
  sender.terminate();
  const { published, refused } = publishers;
  t.diagnostic(`${published.length} published, ${refused.length} refused`);
  return { published, refused, received };
}

describe("deployments while events are published", () => {
  test("refuse and lose none, though each changes schemas, environment and code", async (t) => {
    const builds = 10;
    const { published, refused, received } = await underLoad(t, withComponents, builds);
    assert.deepEqual(refused.slice(0, 5), []);
    assert.deepEqual(received.map(({ id }) => id).toSorted(), published.toSorted());
    const served = new Set(received.map(({ build }) => build));
    assert.deepEqual(
      [...served].toSorted((one, other) => one - other),
      Array.from({ length: builds + 1 }, (_, build) => build),
    );
  });

  test("refuse events of a function that is invoked without an alias, as on AWS", async (t) => {
    const { refused } = await underLoad(t, withoutAlias, 2);
    assert.notDeepEqual(refused, []);
    for (const answer of refused) {
      assert.match(answer, /MISCONFIGURED/);
    }
  });
});
