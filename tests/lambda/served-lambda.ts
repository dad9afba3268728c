import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import {
  type FunctionSurroundings,
  functionEnvironment,
  nodeOptions,
} from "../../local/functions/function-environment.ts";
import { exitError } from "../../local/functions/function-error.ts";
import { RuntimeApi, type RuntimeMessage } from "../../local/functions/runtime-api.ts";
import type { Answer, InvocationIds, LambdaPlatform } from "./lambda-platform.ts";
import { OutputLines } from "./output-lines.ts";

/** A function behind the Runtime API of the embedded stage, for machines without Go. */
export class ServedLambda implements LambdaPlatform {
  readonly output = new OutputLines();
  readonly #clientPath: string;
  readonly #function: DeployedFunction;
  readonly #surroundings: FunctionSurroundings;
  #child: ChildProcess | undefined;
  #api: RuntimeApi | undefined;
  #settle: (answer: Answer) => void = () => undefined;

  private constructor(
    clientPath: string,
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
  ) {
    this.#clientPath = clientPath;
    this.#function = fn;
    this.#surroundings = surroundings;
  }

  /** Prepares the function, which starts with its first invocation. */
  static async start(
    clientPath: string,
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
  ): Promise<ServedLambda> {
    return new ServedLambda(clientPath, fn, surroundings);
  }

  async invoke(event: string, { requestId = randomUUID() }: InvocationIds = {}): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#settle = resolve;
    const api = this.#api ?? (await this.#run());
    const exited = (code: number | null, signal: NodeJS.Signals | null): void =>
      resolve(exitError(code, signal, requestId));
    const child = this.#child?.once("exit", exited);
    const { timeoutSeconds, functionArn: invokedFunctionArn } = this.#function;
    const timer = setTimeout(() => {
      const errorMessage = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      resolve({ errorType: "Sandbox.Timedout", errorMessage });
      child?.kill("SIGKILL");
    }, timeoutSeconds * 1000);
    const deadlineMs = Date.now() + timeoutSeconds * 1000;
    api.invoke({ awsRequestId: requestId, event, deadlineMs, invokedFunctionArn, traceId: "" });
    const answer = await promise;
    clearTimeout(timer);
    child?.off("exit", exited);
    if (child?.killed || ("errorType" in answer && ENDED.has(answer.errorType))) {
      await this.close();
    }
    return answer;
  }

  async signalRuntime(signal: NodeJS.Signals): Promise<void> {
    this.#child?.kill(signal);
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#api?.close();
    this.#api = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async #run(): Promise<RuntimeApi> {
    const api = await RuntimeApi.open((message) => this.#receive(message));
    const fn = this.#function;
    const execution = { logStreamName: "served", runtimeApi: api.address };
    const child = spawn(process.execPath, [...nodeOptions(fn.memorySize), this.#clientPath], {
      cwd: fn.codeFolder,
      env: functionEnvironment(fn, this.#surroundings, execution),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.output.follow(child.stdout);
    this.output.follow(child.stderr);
    this.#child = child;
    this.#api = api;
    return api;
  }

  #receive(message: RuntimeMessage): void {
    if (message.kind === "waiting") {
      return;
    }
    this.#settle(message.kind === "result" ? { value: JSON.parse(message.body) } : message.error);
  }
}

/** Errors after which there is no process any more. */
const ENDED: ReadonlySet<string> = new Set(["Runtime.ExitError", "Sandbox.Timedout"]);
