import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Endpoints } from "../../cli/start/endpoints.ts";

/** A run of `npm start` in a project, without npm. */
export class StartedStage {
  readonly project: string;
  readonly process: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  #output = "";
  #waiting: (() => void)[] = [];

  constructor(t: TestContext, project: string, args: readonly string[]) {
    this.project = project;
    this.process = spawn(process.execPath, ["cli/start.ts", ...args], { cwd: project });
    this.#ended = once(this.process, "close");
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (data) => this.#take(String(data)));
    }
    void this.#ended.then(() => this.#take(""));
    t.after(async () => {
      this.process.kill("SIGKILL");
      await this.#ended;
    });
  }

  /** All that it printed so far. */
  get output(): string {
    return this.#output;
  }

  /** Resolves when a text was printed `times` times. Rejects when the run ends before that. */
  async printed(text: string, times = 1): Promise<void> {
    while (this.#output.split(text).length <= times) {
      if (this.process.exitCode !== null || this.process.signalCode !== null) {
        throw new Error(`ended before it printed "${text}":\n${this.#output}`);
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Exit status, or the signal that ended it. */
  async ended(): Promise<number | string> {
    const [status, signal] = await this.#ended;
    return typeof status === "number" ? status : String(signal);
  }

  async endpoints(): Promise<Endpoints> {
    return JSON.parse(await readFile(join(this.project, ".local", "endpoints.json"), "utf8"));
  }

  /** The answer to a publish with the API key. */
  async publish(
    channel: string,
    event: unknown,
  ): Promise<{ successful: unknown[]; failed: unknown[] }> {
    const { http, apiKey } = await this.endpoints();
    const response = await fetch(http, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": apiKey },
      body: JSON.stringify({ channel, events: [JSON.stringify(event)] }),
    });
    return response.json() as Promise<{ successful: unknown[]; failed: unknown[] }>;
  }

  #take(text: string): void {
    this.#output += text;
    for (const resolve of this.#waiting.splice(0)) {
      resolve();
    }
  }
}
