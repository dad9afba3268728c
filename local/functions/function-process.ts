import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { InvocationError, type InvocationResult } from "../model.ts";
import type { DeployedFunction } from "./deployed-function.ts";
import {
  type FunctionSurroundings,
  functionEnvironment,
  nodeOptions,
} from "./function-environment.ts";
import { errorLine, exitError, type FunctionError } from "./function-error.ts";
import type { FunctionOutput } from "./function-output.ts";
import { RuntimeApi, type RuntimeMessage } from "./runtime-api.ts";
import { RUNTIME_STDIO, servePipes } from "./runtime-pipes.ts";

const RUNTIME = fileURLToPath(new URL("runtime.ts", import.meta.url));

/** Lambda's limit for the init phase (Lambda Developer Guide, execution environment). */
const INIT_TIMEOUT_MS = 10_000;

/** Longest shutdown phase, SIGTERM to SIGKILL (Lambda Developer Guide, execution environment). */
const SHUTDOWN_MS = 2_000;

const OUT_OF_MEMORY = /heap out of memory|Allocation failed/;

/** One execution environment: a process of AWS's runtime client that runs one invocation at a time. */
export class FunctionProcess {
  readonly #function: DeployedFunction;
  readonly #output: FunctionOutput;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #answer = Promise.withResolvers<string>();
  #ready = Promise.withResolvers<void>();
  #awsRequestId: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #alive = true;
  #ending = false;
  #outOfMemory = false;

  private constructor(
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
    output: FunctionOutput,
    api: RuntimeApi,
  ) {
    this.#function = fn;
    this.#output = output;
    this.#api = api;
    this.#child = spawn(
      process.execPath,
      [...nodeOptions(fn.memorySize), surroundings.runtime ?? RUNTIME],
      {
        cwd: fn.codeFolder,
        env: functionEnvironment(fn, surroundings, {
          logStreamName: logStreamName(fn.version),
          runtimeApi: api.address,
        }),
        stdio: [...RUNTIME_STDIO],
        // Ctrl-C in a terminal reaches every process of its group: only the stage decides when to end.
        detached: true,
      },
    );
    servePipes(this.#child, api);
    this.#readOutput();
    this.#exited = this.#watchExit();
  }

  /**
   * Starts a process and waits until its code is loaded. Throws InvocationError with the reason when
   * it does not load.
   */
  static async start(
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
    output: FunctionOutput,
  ): Promise<FunctionProcess> {
    const api = await RuntimeApi.open((message) => started.#receive(message));
    const started = new FunctionProcess(fn, surroundings, output, api);
    await started.#load();
    return started;
  }

  /** False once the process has ended; it then takes no more invocations. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Resolves as soon as what the last invocation left to do is done: true when the process waits for
   * the next one, false when it has ended.
   */
  async idle(): Promise<boolean> {
    await this.#ready.promise.catch(() => undefined);
    return this.#alive;
  }

  /**
   * Runs one invocation of an idle process. Throws InvocationError; a timeout ends the process.
   *
   * @param invokedFunctionArn The ARN that was invoked, an alias's for example.
   */
  async invoke(
    event: string,
    awsRequestId: string,
    invokedFunctionArn: string,
  ): Promise<InvocationResult> {
    const timeoutMs = this.#function.timeoutSeconds * 1000;
    this.#awsRequestId = awsRequestId;
    this.#answer = Promise.withResolvers();
    this.#ready = Promise.withResolvers();
    // The timeout holds until the runtime asks for its next invocation, as on Lambda.
    this.#timer = setTimeout(() => this.#timeOut(awsRequestId), timeoutMs);
    const deadlineMs = Date.now() + timeoutMs;
    this.#api.invoke({ awsRequestId, event, deadlineMs, invokedFunctionArn, traceId: traceId() });
    try {
      const text = await this.#answer.promise;
      return { value: JSON.parse(text), bytes: Buffer.byteLength(text) };
    } catch (error) {
      if (error instanceof InvocationError) {
        throw error;
      }
      throw new InvocationError("Unhandled", "The function's answer must be JSON.");
    }
  }

  /** Asks the process to end and flush what it holds; ends it when it does not. */
  async end(): Promise<void> {
    if (!this.#alive) {
      return;
    }
    this.#ending = true;
    this.#child.kill("SIGTERM");
    const forced = setTimeout(() => this.#child.kill("SIGKILL"), SHUTDOWN_MS);
    await this.#exited;
    clearTimeout(forced);
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    this.#alive = false;
    this.#ending = true;
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async #load(): Promise<void> {
    this.#timer = setTimeout(() => {
      this.#fail("Timeout", { errorType: "Sandbox.Timedout", errorMessage: INIT_TIMED_OUT });
    }, INIT_TIMEOUT_MS);
    try {
      await this.#ready.promise;
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  #receive(message: RuntimeMessage): void {
    if (message.kind === "waiting") {
      clearTimeout(this.#timer);
      this.#ready.resolve();
    } else if (message.kind === "result") {
      this.#answer.resolve(message.body);
    } else {
      this.#fail("Unhandled", message.error);
    }
  }

  #timeOut(awsRequestId: string): void {
    const seconds = this.#function.timeoutSeconds.toFixed(2);
    this.#fail("Timeout", {
      errorType: "Sandbox.Timedout",
      errorMessage: `RequestId: ${awsRequestId} Error: Task timed out after ${seconds} seconds`,
    });
    void this.kill();
  }

  /** Fails the start or the invocation that is under way. The first failure counts. */
  #fail(failure: InvocationError["failure"], error: FunctionError): void {
    const cause = new InvocationError(failure, errorLine(error));
    this.#answer.promise.catch(() => undefined);
    this.#answer.reject(cause);
    if (this.#awsRequestId === undefined || !this.#alive) {
      this.#ready.promise.catch(() => undefined);
      this.#ready.reject(cause);
    }
    if (failure === "Timeout") {
      this.#output.platform(errorLine(error));
    }
  }

  #readOutput(): void {
    this.#output.follow(this.#child.stdout);
    this.#output.follow(this.#child.stderr, (line) => {
      if (OUT_OF_MEMORY.test(line)) {
        this.#outOfMemory = true;
      }
    });
  }

  #watchExit(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ended = (failure: InvocationError["failure"], error: FunctionError): void => {
      clearTimeout(this.#timer);
      this.#alive = false;
      this.#fail(failure, error);
      this.#api.close();
      resolve();
    };
    this.#child.once("error", ({ name, message }) =>
      ended("Unhandled", { errorType: name, errorMessage: message }),
    );
    this.#child.once("close", (code, signal) => {
      const error = exitError(code, signal, this.#awsRequestId);
      if (!this.#ending) {
        this.#output.platform(errorLine(error));
      }
      ended(this.#outOfMemory ? "OutOfMemory" : "Unhandled", error);
    });
    return promise;
  }
}

const INIT_TIMED_OUT = "The code did not load within 10 seconds.";

/** `YYYY/MM/DD/[version]<32 hex>`, as Lambda names log streams. */
function logStreamName(version = "$LATEST"): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[${version}]${randomUUID().replaceAll("-", "")}`;
}

/** A tracing header of a request that is not sampled (X-Ray Developer Guide, tracing header). */
function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  // Unlike random bytes, UUIDs are drawn from a pool that Node fills once for many.
  const [root, parent] = [randomUUID(), randomUUID()].map((uuid) => uuid.replaceAll("-", ""));
  return `Root=1-${seconds}-${root?.slice(0, 24)};Parent=${parent?.slice(0, 16)};Sampled=0`;
}
