import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

const SERVER = new URL("server-process.ts", import.meta.url);

/** The Event API server in a process of its own, so that a crash and its memory are its own. */
export class ServedProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<ServedProcess> {
    const child = fork(SERVER);
    const [{ port }] = await once(child, "message");
    return new ServedProcess(child, port);
  }

  /** Whether the process runs. */
  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resident memory in megabytes. */
  async megabytes(): Promise<number> {
    this.#child.send("memory");
    const [{ rss }] = await once(this.#child, "message");
    return rss / 1024 / 1024;
  }

  async stop(): Promise<void> {
    if (!this.alive) {
      return;
    }
    const exited = once(this.#child, "exit");
    this.#child.kill();
    await exited;
  }
}
