import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { TableServerMessage } from "./table-server.ts";

const SERVER = new URL("table-server.ts", import.meta.url);

/** Milliseconds before a process that ended is started again. */
const RESTART_MS = 1_000;

/**
 * Keeps a process that serves the tables of a folder running, always at the same port. While it
 * cannot run, because the disk is full for instance, calls for tables fail, and nothing else.
 */
export class TableProcess {
  readonly #folder: string;
  readonly #say: (message: string) => void;
  readonly #closing = new AbortController();
  #child: ChildProcess | undefined;
  #running: Promise<void> = Promise.resolve();
  #port = 0;

  private constructor(folder: string, say: (message: string) => void) {
    this.#folder = folder;
    this.#say = say;
  }

  /** Rejects when the process does not come up. `say` hears when it ends, and when it is back. */
  static async start(folder: string, say: (message: string) => void): Promise<TableProcess> {
    const started = new TableProcess(folder, say);
    const fault = await started.#start();
    if (fault !== undefined) {
      throw new Error(fault);
    }
    started.#running = started.#keepRunning();
    return started;
  }

  get port(): number {
    return this.#port;
  }

  /** Lets the database write what it holds, and ends the process. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#child?.connected === true) {
      this.#child.send("close");
    }
    await this.#running;
  }

  /** Starts the process; returns why it cannot run, or undefined once it serves. */
  async #start(): Promise<string | undefined> {
    const child = fork(SERVER, [this.#folder, String(this.#port)]);
    this.#child = child;
    const told = new Promise<TableServerMessage>((resolve) => {
      child.once("message", resolve);
      child.once("exit", () => resolve({ fault: "The process of the tables ended." }));
      child.once("error", ({ message }) => resolve({ fault: message }));
    });
    const message = await told;
    if ("fault" in message) {
      return message.fault;
    }
    this.#port = message.port;
    return undefined;
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      const fault = await this.#ended();
      if (signal.aborted) {
        return;
      }
      this.#say(
        `Tables cannot be used (${fault}). The stage serves on; what needs a table fails until they can.`,
      );
      do {
        await delay(RESTART_MS, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) {
          return;
        }
      } while ((await this.#start()) !== undefined);
      this.#say("Tables can be used again.");
      if (signal.aborted && this.#child?.connected === true) {
        this.#child.send("close");
      }
    }
  }

  /** Resolves with the reason when the process that runs ends. */
  async #ended(): Promise<string> {
    const child = this.#child;
    let fault = "the process ended";
    child?.on("message", (message: TableServerMessage) => {
      if ("fault" in message) {
        fault = message.fault;
      }
    });
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      await once(child, "exit");
    }
    return fault;
  }
}
