import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type FunctionInvoker, InvocationError, type InvocationResult } from "../model.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import type { FunctionSurroundings } from "./function-environment.ts";
import { OutputFiles, type OutputOptions } from "./function-output.ts";
import { FunctionPool } from "./function-pool.ts";

/** How the embedded stage runs functions. */
export interface LocalFunctionsOptions extends FunctionSurroundings, OutputOptions {
  /**
   * Milliseconds before each retry of a failed EVENT invocation. Lambda retries twice, after one
   * and two minutes (Lambda Developer Guide, asynchronous invocation); here after 1 and 2 seconds.
   */
  readonly retryDelaysMs?: readonly number[];
}

const RETRY_DELAYS_MS = [1_000, 2_000];

/** Runs deployed functions, each in processes of its own. */
export class LocalFunctions implements FunctionInvoker {
  readonly #surroundings: FunctionSurroundings;
  readonly #files: OutputFiles;
  readonly #retryDelaysMs: readonly number[];
  readonly #pools = new Map<string, FunctionPool>();
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #events = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: LocalFunctionsOptions) {
    this.#surroundings = options;
    this.#files = new OutputFiles(options);
    this.#retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  }

  /**
   * Puts a function in service, or a new version in the place of the old one, which finishes what
   * it is doing. A function that is in service as it is given stays. Throws InvocationError, and
   * keeps the old version, when the code does not load.
   */
  async deploy(fn: DeployedFunction): Promise<void> {
    if (isDeepStrictEqual(this.#functions.get(fn.functionArn), fn)) return;
    const pool = new FunctionPool(fn, this.#surroundings, this.#files.for(fn.functionName));
    await pool.warm();
    const old = this.#pools.get(fn.functionArn);
    this.#pools.set(fn.functionArn, pool);
    this.#functions.set(fn.functionArn, fn);
    await old?.close();
  }

  /** Takes a function out of service. */
  async remove(functionArn: string): Promise<void> {
    const pool = this.#pools.get(functionArn);
    this.#pools.delete(functionArn);
    this.#functions.delete(functionArn);
    await pool?.close();
  }

  async invoke(
    functionArn: string,
    payload: unknown,
    invokeType: "REQUEST_RESPONSE" | "EVENT",
  ): Promise<InvocationResult> {
    const event = JSON.stringify(payload);
    if (invokeType === "REQUEST_RESPONSE") return this.#pool(functionArn).invoke(event);
    this.#pool(functionArn);
    const run = this.#invokeEvent(functionArn, event).finally(() => this.#events.delete(run));
    this.#events.add(run);
    return { value: undefined, bytes: 0 };
  }

  /** Lets running invocations finish, ends every process and writes out logs and metrics. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#events);
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    this.#pools.clear();
    await this.#files.close();
  }

  #pool(functionArn: string): FunctionPool {
    const pool = this.#pools.get(functionArn);
    if (pool === undefined)
      throw new InvocationError("NotFound", `No function ${functionArn} is deployed.`);
    return pool;
  }

  async #invokeEvent(functionArn: string, event: string): Promise<void> {
    const name = this.#functions.get(functionArn)?.functionName ?? functionArn;
    for (const pause of [...this.#retryDelaysMs, undefined]) {
      try {
        await this.#pool(functionArn).invoke(event);
        return;
      } catch {
        if (pause === undefined || this.#closing.signal.aborted) break;
        await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
    const attempts = this.#retryDelaysMs.length + 1;
    this.#files
      .for(name)
      .platform(`An asynchronous event was discarded after ${attempts} attempts.`);
  }
}
