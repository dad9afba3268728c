import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InvocationError } from "../model.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import { type FunctionSurroundings, functionEnvironment } from "./function-environment.ts";
import type { FunctionOutput } from "./function-output.ts";
import type { Invocation, ProcessMessage } from "./messages.ts";

const RUNNER = fileURLToPath(new URL("runner.ts", import.meta.url));

/** Lambda's limit for the init phase (Lambda Developer Guide, execution environment). */
const INIT_TIMEOUT_MS = 10_000;

/** Time that a function has after SIGTERM before SIGKILL (Lambda Developer Guide, shutdown phase). */
const SHUTDOWN_MS = 2_000;

const OUT_OF_MEMORY = /heap out of memory|Allocation failed/;

type Waiting = (message: ProcessMessage | InvocationError) => void;

/** One execution environment: a process that runs one invocation at a time. */
export class FunctionProcess {
  readonly #function: DeployedFunction;
  readonly #output: FunctionOutput;
  readonly #child: ChildProcess;
  readonly #logStreamName = `local/${randomUUID()}`;
  readonly #exited: Promise<void>;
  #waiting: Waiting | undefined;
  #alive = true;
  #outOfMemory = false;

  constructor(fn: DeployedFunction, surroundings: FunctionSurroundings, output: FunctionOutput) {
    this.#function = fn;
    this.#output = output;
    const [file = "index", exportName = "handler"] = fn.handler.split(".");
    this.#child = spawn(
      process.execPath,
      [
        `--max-old-space-size=${fn.memorySize}`,
        "--disable-warning=ExperimentalWarning",
        RUNNER,
        join(fn.codeFolder, `${file}.mjs`),
        exportName,
      ],
      {
        cwd: fn.codeFolder,
        env: functionEnvironment(fn, surroundings, this.#logStreamName),
        stdio: ["ignore", "pipe", "pipe", "ipc"],
      },
    );
    this.#child.on("message", (message) => this.#settle(message as ProcessMessage));
    this.#child.on("error", (error) =>
      this.#settle(new InvocationError("Unhandled", error.message)),
    );
    this.#readOutput();
    this.#exited = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        this.#alive = false;
        this.#settle(this.#exitError(code, signal));
        resolve();
      });
    });
  }

  /** False once the process has ended; it then takes no more invocations. */
  get alive(): boolean {
    return this.#alive;
  }

  /** Resolves when the code is loaded. Throws InvocationError with the reason when it does not load. */
  async ready(): Promise<void> {
    const message = await this.#answer(INIT_TIMEOUT_MS, "The code did not load within 10 seconds.");
    if (message.kind === "broken") {
      this.#output.platform(message.message);
      await this.kill();
      throw new InvocationError("Unhandled", message.message);
    }
  }

  /**
   * Runs one invocation. Throws InvocationError; after a timeout the process is gone.
   *
   * @param invokedFunctionArn The ARN that was invoked, an alias's for example.
   */
  async invoke(event: string, awsRequestId: string, invokedFunctionArn: string): Promise<unknown> {
    const timeoutMs = this.#function.timeoutSeconds * 1000;
    const context = { ...this.#context(awsRequestId, timeoutMs), invokedFunctionArn };
    const invocation: Invocation = { event, context };
    const timedOut = `${awsRequestId} Task timed out after ${this.#function.timeoutSeconds} seconds`;
    const answer = this.#answer(timeoutMs, timedOut);
    this.#child.send(invocation, (error) => {
      if (error !== null) this.#settle(new InvocationError("Unhandled", error.message));
    });
    const message = await answer;
    if (message.kind === "result")
      return message.result === undefined ? undefined : JSON.parse(message.result);
    const reason = message.kind === "ready" ? "The process started twice." : message.message;
    this.#output.platform(`${awsRequestId} ${reason}`);
    throw new InvocationError("Unhandled", reason);
  }

  /** Asks the process to end and flush what it holds; ends it when it does not. */
  async end(): Promise<void> {
    if (!this.#alive) return;
    this.#child.kill("SIGTERM");
    const forced = setTimeout(() => this.#child.kill("SIGKILL"), SHUTDOWN_MS);
    await this.#exited;
    clearTimeout(forced);
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    this.#alive = false;
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  #context(awsRequestId: string, timeoutMs: number) {
    const fn = this.#function;
    const root = `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll("-", "").slice(0, 24)}`;
    return {
      awsRequestId,
      deadlineMs: Date.now() + timeoutMs,
      functionName: fn.functionName,
      functionVersion: fn.version ?? "$LATEST",
      memoryLimitInMB: String(fn.memorySize),
      logGroupName: fn.logGroup,
      logStreamName: this.#logStreamName,
      traceId: `Root=${root};Sampled=0`,
    };
  }

  async #answer(timeoutMs: number, timeoutMessage: string): Promise<ProcessMessage> {
    if (!this.#alive) throw new InvocationError("Unhandled", "The process has ended.");
    const { promise, resolve } = Promise.withResolvers<ProcessMessage | InvocationError>();
    this.#waiting = resolve;
    const timer = setTimeout(() => {
      this.#output.platform(timeoutMessage);
      this.#settle(new InvocationError("Timeout", timeoutMessage));
      void this.kill();
    }, timeoutMs);
    const message = await promise;
    clearTimeout(timer);
    if (message instanceof InvocationError) throw message;
    return message;
  }

  #settle(message: ProcessMessage | InvocationError): void {
    this.#waiting?.(message);
    this.#waiting = undefined;
  }

  #readOutput(): void {
    this.#output.follow(this.#child.stdout);
    this.#output.follow(this.#child.stderr, (line) => {
      if (OUT_OF_MEMORY.test(line)) this.#outOfMemory = true;
    });
  }

  #exitError(code: number | null, signal: NodeJS.Signals | null): InvocationError {
    if (!this.#outOfMemory)
      return new InvocationError(
        "Unhandled",
        `The process ended (${signal ?? `exit code ${code}`}).`,
      );
    const message = `The function used more than its ${this.#function.memorySize} MB.`;
    this.#output.platform(message);
    return new InvocationError("OutOfMemory", message);
  }
}
