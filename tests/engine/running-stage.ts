import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.ts";

const START = new URL("../../cli/start.ts", import.meta.url).pathname;

/** Takes what is to be done at the end of a test or of a suite. */
export interface CleanUps {
  after(cleanUp: () => Promise<void>): unknown;
}

/** The stage `local`, started as `npm start` does, in a folder of its own. */
export class RunningStage {
  readonly folder: string;
  readonly port: number;
  readonly #child: ChildProcess;
  #output = "";

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
    this.#child = spawn(process.execPath, [START, "--port", `${port}`, "--folder", folder], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data) => {
        this.#output += data;
      });
    }
  }

  /** Starts the stage and waits until it serves; it is stopped when the test ends. */
  static async start(t: CleanUps): Promise<RunningStage> {
    const folder = await mkdtemp(join(tmpdir(), "running-stage-"));
    const stage = new RunningStage(folder, await freePort());
    t.after(async () => {
      await stage.stop();
      await rm(folder, { recursive: true, force: true });
    });
    return stage;
  }

  /** An API key of the running stage; waits until the stage serves. */
  async apiKey(): Promise<string> {
    while (this.#child.exitCode === null) {
      const text = await readFile(join(this.folder, "endpoints.json"), "utf8").catch(() => "");
      if (text !== "") {
        return (JSON.parse(text) as { apiKey: string }).apiKey;
      }
      await wait(50);
    }
    throw new Error(`the stage ended:\n${this.#output}`);
  }

  /** Process ids of the functions that run now. */
  functionProcesses(): Promise<number[]> {
    return functionProcessesOf(this.#child.pid ?? 0);
  }

  /** Stops the stage as Ctrl-C does, and waits until everything is written. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      return;
    }
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGINT");
    await exited;
  }
}

/** Process ids of the functions that an embedded stage runs, by the process that serves it. */
export async function functionProcessesOf(parent: number): Promise<number[]> {
  const listing = spawn("pgrep", ["-P", `${parent}`, "-f", "functions/runtime.ts"]);
  let text = "";
  listing.stdout.on("data", (data) => {
    text += data;
  });
  await once(listing, "close");
  return text.split("\n").filter(Boolean).map(Number);
}
