import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { endEngines } from "../../engine/engine-processes.ts";
import { resolvePulumiCommand } from "../../engine/pulumi-command.ts";
import {
  deployStage,
  RememberingProgram,
  type ResourceChange,
  StageDeploymentError,
} from "../../engine/stage-deployment.ts";
import { createStageStack } from "../../engine/stage-stack.ts";
import program from "../../index.ts";
import type { EmbeddedStage } from "../../local/stage.ts";
import { readCheckpoint, releaseAbandonedLock } from "./checkpoint.ts";
import { DiskError, watchingDisk } from "./disk-watch.ts";
import { endpointsOf, type Served, writeEndpoints } from "./endpoints.ts";
import { mendEngineState } from "./engine-state.ts";
import { readableFault } from "./file-fault.ts";
import { Redeployment } from "./redeployment.ts";
import { LOCAL_STAGE } from "./stage-config.ts";
import { STATE_PARTS } from "./state-parts.ts";
import { changeLine, summary } from "./summary.ts";
import { writeTokenIssuers } from "./token-issuers.ts";
import { watchHandlers } from "./watch-handlers.ts";

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, "../..");

const POLICIES = { policyPacks: [join(ROOT, "policies")] };

/** The stage between its start and its end. */
export class RunningStage {
  readonly #stage: EmbeddedStage;
  readonly #folder: string;
  readonly #served: Served;
  readonly #announce: (summary: string) => void;
  readonly #program = new RememberingProgram(program);
  #command = "";

  constructor(
    stage: EmbeddedStage,
    folder: string,
    served: Served,
    announce: (summary: string) => void,
  ) {
    this.#stage = stage;
    this.#folder = folder;
    this.#served = served;
    this.#announce = announce;
  }

  async serve(
    config: Record<string, string>,
    ended: AbortSignal,
    restore: string | undefined,
  ): Promise<void> {
    const workDir = join(this.#folder, "pulumi");
    for (const line of await mendEngineState(workDir)) {
      print(line);
    }
    const command = await resolvePulumiCommand(print);
    this.#command = command.command;
    const stack = await createStageStack({
      stage: LOCAL_STAGE,
      workDir,
      program: this.#program.run,
      config,
      debugProviders: { aws: this.#stage.providerPort },
      command,
      // For the policy pack's process.
      env: { NODE_COMPILE_CACHE: join(this.#folder, "compile-cache") },
    });
    const before = await this.#restore(stack);
    const changes = await this.#deploy(stack, before, ended);
    if (ended.aborted) {
      return;
    }
    print(changeLine(changes));
    if (changes.length > 0 || !before) {
      await this.#serving();
    }
    if (restore !== undefined) {
      await this.#restoreTables(restore);
    }
    const redeployment = new Redeployment(this.#stage, join(ROOT, "handlers"), {
      update: () => this.#update(stack, ended),
      changed: () => this.#writeEndpoints(),
      print,
    });
    const stop = watchHandlers(join(ROOT, "handlers"), redeployment);
    print("Watching handlers/. Ctrl-C ends.");
    if (!ended.aborted) {
      await once(ended, "abort");
    }
    await stop();
  }

  /** Serves the earlier deployment, if there is one, while the engine looks for changes. */
  async #restore(stack: Stack): Promise<boolean> {
    const state = join(this.#folder, "pulumi", "state");
    const { resources, complete } = await readCheckpoint(stack, state);
    await this.#stage.restore(resources).catch((error: unknown) => {
      throw new StageDeploymentError(
        `The earlier deployment cannot be put in service: ${readableFault(error)}\n` +
          "Fix: mend that, or run `npm start -- --reset deployment`, which keeps its state aside and " +
          `loses ${STATE_PARTS.deployment.lost}.`,
      );
    });
    if (complete) {
      await this.#serving();
    }
    return complete;
  }

  async #deploy(
    stack: Stack,
    before: boolean,
    ended: AbortSignal,
  ): Promise<readonly ResourceChange[]> {
    print(before ? "Looking for changes." : `Deploying the stage "${LOCAL_STAGE}".`);
    try {
      return await this.#update(stack, ended);
    } catch (error) {
      if (ended.aborted) {
        return [];
      }
      if (!before || !(error instanceof StageDeploymentError)) {
        throw error;
      }
      if (error instanceof DiskError) {
        print(`${error.message}\nThe earlier deployment is served.`);
        return [];
      }
      throw new StageDeploymentError(`${error.message}\nThe earlier deployment is left unchanged.`);
    }
  }

  /** What cannot be put back is said, and the stage serves. */
  async #restoreTables(folder: string): Promise<void> {
    try {
      for (const line of await this.#stage.restoreTables(resolve(folder))) {
        print(line);
      }
    } catch (error) {
      print(`Nothing more of ${folder} was put back: ${readableFault(error)}`);
    }
  }

  /** One update of the engine at a time; the lock of one that had to be ended is taken away. */
  async #update(stack: Stack, ended: AbortSignal): Promise<readonly ResourceChange[]> {
    await releaseAbandonedLock(stack, join(this.#folder, "pulumi", "state"));
    return watchingDisk(
      this.#folder,
      (failing) =>
        deployStage(stack, this.#program, {
          ...POLICIES,
          signal: AbortSignal.any([ended, failing]),
        }),
      () => endEngines(this.#command),
    );
  }

  async #serving(): Promise<void> {
    const endpoints = await this.#writeEndpoints();
    const apis = this.#stage.eventApis();
    const text = summary(this.#folder, endpoints, apis, this.#stage.support());
    this.#announce(text);
    print(`\n${text}\n`);
  }

  async #writeEndpoints() {
    const endpoints = endpointsOf(this.#stage.eventApis()[0], this.#served);
    await writeEndpoints(this.#folder, endpoints);
    await writeTokenIssuers(this.#folder, this.#stage.eventApis());
    return endpoints;
  }
}

/** Prints a line for the user. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
