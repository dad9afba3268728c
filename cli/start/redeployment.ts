import { stat } from "node:fs/promises";
import { join } from "node:path";
import { attestedFiles } from "../../bundle/attestation.ts";
import { prepareTrial } from "../../bundle/evaluation-trial.ts";
import { bundleHandler } from "../../bundle/handler-bundle.ts";
import type { ResourceChange } from "../../engine/stage-deployment.ts";
import type { EmbeddedStage } from "../../local/stage.ts";
import { readableFault } from "./file-fault.ts";
import { changeLine } from "./summary.ts";
import type { EditActions } from "./watch-handlers.ts";

/** What a redeployment needs of the run that it is part of. */
export interface RedeploymentTools {
  /** Lets the engine deploy what changed. */
  update(): Promise<readonly ResourceChange[]>;
  /** Called after an update that changed something. */
  changed(): Promise<unknown>;
  print(line: string): void;
}

/**
 * Serves an edited handler at once and lets the engine follow: the stack, its policies and its state
 * decide whether the new code stays. What fails is said, and the version before serves on.
 */
export class Redeployment implements EditActions {
  readonly #stage: EmbeddedStage;
  readonly #folder: string;
  readonly #tools: RedeploymentTools;
  readonly #since = new Map<string, number>();

  /** `folder` is the one that holds a folder for each namespace. */
  constructor(stage: EmbeddedStage, folder: string, tools: RedeploymentTools) {
    this.#stage = stage;
    this.#folder = folder;
    this.#tools = tools;
    prepareTrial();
  }

  edited(name: string): void {
    this.#since.set(name, this.#since.get(name) ?? performance.now());
    this.#tools.print(`Redeploying ${name}.`);
  }

  async deploy(names: readonly string[]): Promise<void> {
    const started = Math.min(...names.map((name) => this.#since.get(name) ?? performance.now()));
    for (const name of names) {
      this.#since.delete(name);
    }
    const served: string[] = [];
    try {
      for (const namespace of await this.#namespacesOf(names)) {
        if (await this.#serve(namespace, started)) {
          served.push(namespace);
        }
      }
      const changes = await this.#tools.update();
      this.#tools.print(changeLine(changes));
      if (changes.length > 0) {
        await this.#tools.changed();
      }
    } catch (error) {
      for (const namespace of served) {
        await this.#stage.serveDeployedCode(namespace);
      }
      const fault = readableFault(error);
      this.#tools.print(`ERROR: ${names.join(", ")} cannot be deployed.\n${fault}`);
      this.#tools.print("The version before keeps serving.");
    }
  }

  async #serve(namespace: string, started: number): Promise<boolean> {
    const files = attestedFiles(await bundleHandler(join(this.#folder, namespace), true));
    const isOther = await this.#stage.serveCode({ namespace, files });
    if (isOther) {
      const milliseconds = Math.round(performance.now() - started);
      this.#tools.print(`${namespace} serves its new code after ${milliseconds} ms.`);
    }
    return isOther;
  }

  /** The namespaces that an edit concerns: a shared folder, such as `runtime`, concerns all. */
  async #namespacesOf(names: readonly string[]): Promise<readonly string[]> {
    const deployed = this.#stage.eventApis().flatMap(({ namespaces }) => [...namespaces.keys()]);
    const edited = deployed.filter((namespace) => names.includes(namespace));
    const others = edited.length < names.length ? deployed : edited;
    const present = await Promise.all(
      others.map((namespace) =>
        stat(join(this.#folder, namespace)).then(
          (info) => info.isDirectory(),
          () => false,
        ),
      ),
    );
    return others.filter((_, index) => present[index]);
  }
}
