import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a start does not need, or must not share. */
const LEFT_OUT = new Set(["node_modules", "tests", "docs"]);

/** Milliseconds that a start, or what a run waits for, may take. */
const PATIENCE_MS = 180_000;

/** A copy of the project in a temporary folder, whose files a run may edit. */
export async function projectCopy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bench-stage-"));
  for (const name of await readdir(ROOT)) {
    if (LEFT_OUT.has(name) || name.startsWith(".")) {
      continue;
    }
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Removes a copy of the project. */
export async function removeCopy(project: string): Promise<void> {
  await rm(project, { recursive: true, force: true, maxRetries: 5 });
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) {
    throw new Error("no port");
  }
  return address.port;
}

/** A run of `npm start` in a copy of the project, without npm. */
export class StageProcess {
  readonly #project: string;
  readonly #port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = "";
  #apiKey = "";

  constructor(project: string, port: number) {
    this.#project = project;
    this.#port = port;
    this.#child = spawn(process.execPath, ["cli/start.ts", "--port", `${port}`], { cwd: project });
    this.#ended = once(this.#child, "close");
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data) => {
        this.#output += data;
      });
    }
  }

  /** Resolves when the run has printed a text `times` times. Rejects when it ends before. */
  async printed(text: string, times = 1): Promise<void> {
    const limit = performance.now() + PATIENCE_MS;
    while (this.#output.split(text).length <= times) {
      const gone = this.#child.exitCode !== null || this.#child.signalCode !== null;
      if (gone || performance.now() > limit) {
        throw new Error(`The stage never printed "${text}":\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Resolves when the stage answers requests, with an API key. The summary says so: the endpoints of
   * a run that was killed lie there until the next one starts.
   */
  async serving(): Promise<void> {
    await this.printed("HTTP publish");
    const text = await readFile(join(this.#project, ".local", "endpoints.json"), "utf8");
    this.#apiKey = JSON.parse(text).apiKey;
  }

  /** The numbers of successful and failed events of a publish. Rejects when there is no answer. */
  async publish(channel: string, events: readonly unknown[]): Promise<[number, number]> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/event`, {
      method: "POST",
      headers: { "x-api-key": this.#apiKey },
      body: JSON.stringify({ channel, events: events.map((event) => JSON.stringify(event)) }),
    });
    const { successful = [], failed = [] } = (await response.json()) as {
      successful?: unknown[];
      failed?: unknown[];
    };
    return [successful.length, failed.length];
  }

  /** Ends the run as a power cut would, or as Ctrl-C does. */
  async end(signal: "SIGKILL" | "SIGINT"): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }
}
