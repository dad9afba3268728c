import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import program from "../../index.ts";
import { type BatchOrder, inOrder, shuffledOrder } from "../../local/event-api/batch-order.ts";
import { EmbeddedStage } from "../../local/stage.ts";
import { readCheckpoint } from "../engine/checkpoint.ts";
import { resolvePulumiCommand } from "../engine/pulumi-command.ts";
import {
  deployStage,
  RememberingProgram,
  type ResourceChange,
  StageDeploymentError,
} from "../engine/stage-deployment.ts";
import { createStageStack } from "../engine/stage-stack.ts";
import { endpointsOf, removeEndpoints, writeEndpoints } from "./endpoints.ts";
import { iamPrincipal, issuerKey, tokenKey } from "./local-identity.ts";
import { LOCAL_STAGE, localConfig } from "./stage-config.ts";
import { lockStage } from "./stage-lock.ts";
import type { StartOptions } from "./start-options.ts";
import { statusPage } from "./status-page.ts";
import { changeLine, summary } from "./summary.ts";
import { tlsIdentity } from "./tls-identity.ts";
import { writeTokenIssuers } from "./token-issuers.ts";
import { watchHandlers } from "./watch-handlers.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const POLICIES = { policyPacks: [join(ROOT, "policies")] };

/** Region when the stage's settings give none. */
const DEFAULT_REGION = "us-east-1";

/**
 * Deploys the stage `local` into this process and serves it until the process is told to end.
 * Rejects with a message for the user when it cannot.
 */
export async function runStage(options: StartOptions): Promise<void> {
  const folder = resolve(options.folder);
  const unlock = await lockStage(folder);
  await removeEndpoints(folder);
  const ended = untilEnded();
  const config = localConfig(ROOT, await tokenKey(folder));
  let text = "Deploying.";
  try {
    const stage = await EmbeddedStage.open({
      folder,
      port: options.port,
      region: config["aws:region"] ?? DEFAULT_REGION,
      principals: [await iamPrincipal(folder)],
      ...(options.tls === undefined ? {} : { tls: await tlsIdentity(options.tls) }),
      batchOrder: batchOrder(options.shuffleSeed),
      issuerKeys: { keys: [(await issuerKey(folder)).publicKey] },
      statusPage: statusPage(() => text),
      log: print,
    });
    try {
      const tls = options.tls !== undefined;
      const running = new RunningStage(stage, folder, tls, (summaryText) => {
        text = summaryText;
      });
      await running.serve(config, ended);
    } finally {
      await removeEndpoints(folder);
      await stage.close();
    }
  } finally {
    await unlock();
  }
}

function batchOrder(seed: number | undefined): BatchOrder {
  if (seed === undefined) return inOrder;
  print(`Events of one publish arrive in no order. Repeat it with --shuffle --seed ${seed}.`);
  return shuffledOrder(seed);
}

/** The stage between its start and its end. */
class RunningStage {
  readonly #stage: EmbeddedStage;
  readonly #folder: string;
  readonly #tls: boolean;
  readonly #announce: (summary: string) => void;
  readonly #program = new RememberingProgram(program);

  constructor(
    stage: EmbeddedStage,
    folder: string,
    tls: boolean,
    announce: (summary: string) => void,
  ) {
    this.#stage = stage;
    this.#folder = folder;
    this.#tls = tls;
    this.#announce = announce;
  }

  async serve(config: Record<string, string>, ended: AbortSignal): Promise<void> {
    const stack = await createStageStack({
      stage: LOCAL_STAGE,
      workDir: join(this.#folder, "pulumi"),
      program: this.#program.run,
      config,
      debugProviders: { aws: this.#stage.providerPort },
      command: await resolvePulumiCommand(print),
      // For the policy pack's process.
      env: { NODE_COMPILE_CACHE: join(this.#folder, "compile-cache") },
    });
    const before = await this.#restore(stack);
    const changes = await this.#deploy(stack, before, ended);
    if (ended.aborted) return;
    print(changeLine(changes));
    if (changes.length > 0 || !before) await this.#serving();
    const stop = watchHandlers(join(ROOT, "handlers"), () => this.#redeploy(stack, ended));
    print("Watching handlers/. Ctrl-C ends.");
    if (!ended.aborted) await once(ended, "abort");
    await stop();
  }

  /** Serves the earlier deployment, if there is one, while the engine looks for changes. */
  async #restore(stack: Stack): Promise<boolean> {
    const state = join(this.#folder, "pulumi", "state");
    const { resources, complete } = await readCheckpoint(stack, state);
    await this.#stage.restore(resources);
    if (complete) await this.#serving();
    return complete;
  }

  async #deploy(
    stack: Stack,
    before: boolean,
    ended: AbortSignal,
  ): Promise<readonly ResourceChange[]> {
    print(before ? "Looking for changes." : `Deploying the stage "${LOCAL_STAGE}".`);
    try {
      return await deployStage(stack, this.#program, { ...POLICIES, signal: ended });
    } catch (error) {
      if (ended.aborted) return [];
      if (!before || !(error instanceof StageDeploymentError)) throw error;
      throw new StageDeploymentError(`${error.message}\nThe earlier deployment is left unchanged.`);
    }
  }

  /** A version that cannot be deployed is told and not served; the one before stays. */
  async #redeploy(stack: Stack, ended: AbortSignal): Promise<void> {
    try {
      const changes = await deployStage(stack, this.#program, { ...POLICIES, signal: ended });
      print(changeLine(changes));
      if (changes.length > 0) await this.#writeEndpoints();
    } catch (error) {
      if (ended.aborted) return;
      print(error instanceof Error ? error.message : String(error));
      print("The version before keeps serving.");
    }
  }

  async #serving(): Promise<void> {
    const endpoints = await this.#writeEndpoints();
    const apis = this.#stage.eventApis();
    const text = summary(this.#folder, endpoints, apis, this.#stage.support());
    this.#announce(text);
    print(`\n${text}\n`);
  }

  async #writeEndpoints() {
    const endpoints = endpointsOf(this.#stage.eventApis()[0], this.#stage.port, this.#tls);
    await writeEndpoints(this.#folder, endpoints);
    await writeTokenIssuers(this.#folder, this.#stage.eventApis());
    return endpoints;
  }
}

/** Aborted by the first Ctrl-C or request to end; a second one ends the process at once. */
function untilEnded(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => (controller.signal.aborted ? process.exit(1) : controller.abort()));
  return controller.signal;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
