import { randomUUID } from "node:crypto";
import { InvocationError, type InvocationResult } from "../model.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import type { FunctionSurroundings } from "./function-environment.ts";
import type { FunctionOutput } from "./function-output.ts";
import { FunctionProcess } from "./function-process.ts";

/** Processes of one function at most: more would only take the machine from each other. */
const MAXIMUM_PROCESSES = 4;

/** Invocations that may wait for a process before further ones are throttled. */
const MAXIMUM_WAITING = 1_000;

interface Waiting {
  readonly resolve: (process: FunctionProcess) => void;
  readonly reject: (error: InvocationError) => void;
}

/**
 * The execution environments of one function. An invocation takes a free one, or starts one up to
 * the function's reserved concurrency and this machine's bound, or waits.
 */
export class FunctionPool {
  readonly #function: DeployedFunction;
  readonly #surroundings: FunctionSurroundings;
  readonly #output: FunctionOutput;
  readonly #maximum: number;
  readonly #idle: FunctionProcess[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #busy = new Set<Promise<void>>();
  #size = 0;
  #closed = false;

  constructor(fn: DeployedFunction, surroundings: FunctionSurroundings, output: FunctionOutput) {
    this.#function = fn;
    this.#surroundings = surroundings;
    this.#output = output;
    this.#maximum = Math.min(
      fn.reservedConcurrentExecutions ?? MAXIMUM_PROCESSES,
      MAXIMUM_PROCESSES,
    );
  }

  /** Starts the first process, so that code that does not load is found now. Throws InvocationError. */
  async warm(): Promise<void> {
    if (this.#maximum > 0) {
      this.#release(await this.#start());
    }
  }

  /**
   * Runs one invocation. Throws InvocationError.
   *
   * @param event JSON text.
   * @param invokedFunctionArn The ARN that was invoked, an alias's for example.
   */
  invoke(
    event: string,
    invokedFunctionArn = this.#function.functionArn,
  ): Promise<InvocationResult> {
    const run = this.#run(event, invokedFunctionArn);
    const settled: Promise<void> = run
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => this.#busy.delete(settled));
    this.#busy.add(settled);
    return run;
  }

  /** Lets running invocations finish, then ends the processes; no invocation is taken any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.rest();
  }

  /** Lets running invocations finish, then ends the processes. The next invocation starts one. */
  async rest(): Promise<void> {
    await Promise.all(this.#busy);
    const idle = this.#idle.splice(0);
    this.#size -= idle.length;
    await Promise.all(idle.map((process) => process.end()));
  }

  async #run(event: string, invokedFunctionArn: string): Promise<InvocationResult> {
    for (;;) {
      const process = await this.#acquire();
      try {
        // A process can end after its last answer, by what its handler left running.
        if (await process.idle()) {
          return await process.invoke(event, randomUUID(), invokedFunctionArn);
        }
      } finally {
        this.#release(process);
      }
    }
  }

  async #acquire(): Promise<FunctionProcess> {
    if (this.#closed) {
      throw new InvocationError("NotFound", "The function is being removed.");
    }
    const idle = this.#idle.pop();
    if (idle?.alive) {
      return idle;
    }
    if (idle !== undefined) {
      this.#size -= 1;
    }
    if (this.#size < this.#maximum) {
      return this.#start();
    }
    if (this.#maximum === 0 || this.#waiting.length >= MAXIMUM_WAITING) {
      throw new InvocationError("Throttled", "No execution environment is free.");
    }
    const { promise, resolve, reject } = Promise.withResolvers<FunctionProcess>();
    this.#waiting.push({ resolve, reject });
    return promise;
  }

  async #start(): Promise<FunctionProcess> {
    this.#size += 1;
    try {
      return await FunctionProcess.start(this.#function, this.#surroundings, this.#output);
    } catch (cause) {
      this.#size -= 1;
      this.#startForNext();
      throw cause;
    }
  }

  #release(process: FunctionProcess): void {
    if (!process.alive) {
      this.#size -= 1;
      this.#startForNext();
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(process);
    } else {
      next.resolve(process);
    }
  }

  /** A process is gone: whoever waits longest gets a new one. */
  #startForNext(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      return;
    }
    this.#start().then(next.resolve, next.reject);
  }
}
