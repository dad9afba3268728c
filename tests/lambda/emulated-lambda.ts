import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { promisify } from "node:util";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import {
  type FunctionSurroundings,
  functionEnvironment,
  nodeOptions,
} from "../../local/functions/function-environment.ts";
import { freePort } from "../engine/free-port.ts";
import type { Answer, InvocationIds, LambdaPlatform } from "./lambda-platform.ts";
import { OutputLines } from "./output-lines.ts";

const run = promisify(execFile);

const INVOKE_PATH = "/2015-03-31/functions/function/invocations";

/** Milliseconds in which the emulator must listen. */
const LISTEN_MS = 10_000;

/** A function behind AWS's runtime interface emulator. It starts with its first invocation. */
export class EmulatedLambda implements LambdaPlatform {
  readonly output = new OutputLines();
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
    this.output.follow(child.stdout);
    this.output.follow(child.stderr);
  }

  /** Starts the emulator, which runs Node with a client as its program. */
  static async start(
    emulatorPath: string,
    clientPath: string,
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
  ): Promise<EmulatedLambda> {
    const [port, apiPort] = [await freePort(), await freePort()];
    const runtimeApi = `127.0.0.1:${apiPort}`;
    const child = spawn(
      emulatorPath,
      [
        ...["--log-level", "error"],
        ...["--runtime-interface-emulator-address", `127.0.0.1:${port}`],
        ...["--runtime-api-address", runtimeApi],
        ...[process.execPath, ...nodeOptions(fn.memorySize), clientPath, fn.handler],
      ],
      {
        cwd: fn.codeFolder,
        env: {
          ...functionEnvironment(fn, surroundings, { logStreamName: "emulator", runtimeApi }),
          AWS_LAMBDA_FUNCTION_TIMEOUT: String(fn.timeoutSeconds),
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const lambda = new EmulatedLambda(child, `http://127.0.0.1:${port}${INVOKE_PATH}`);
    await listening(port);
    return lambda;
  }

  async invoke(event: string, { requestId }: InvocationIds = {}): Promise<Answer> {
    const headers = requestId === undefined ? {} : { "X-Amzn-RequestId": requestId };
    const response = await fetch(this.#url, { method: "POST", body: event, headers });
    return answerOf(await response.text());
  }

  async signalRuntime(signal: NodeJS.Signals): Promise<void> {
    for (const pid of await this.#runtimes()) {
      process.kill(pid, signal);
    }
  }

  async close(): Promise<void> {
    const runtimes = await this.#runtimes();
    this.#child.kill("SIGKILL");
    await once(this.#child, "close").catch(() => undefined);
    for (const pid of runtimes) {
      endIfAlive(pid);
    }
  }

  /** The processes that the emulator started: it has no call that would name them. */
  async #runtimes(): Promise<number[]> {
    const { stdout } = await run("pgrep", ["-P", String(this.#child.pid)]).catch(() => NONE);
    return stdout.split("\n").filter(Boolean).map(Number);
  }
}

/** `pgrep` fails when it finds nothing. */
const NONE = { stdout: "" };

function endIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It went with the emulator.
  }
}

/** The emulator marks errors by nothing but their members, and words a timeout as plain text. */
function answerOf(text: string): Answer {
  if (/^Task timed out after [\d.]+ seconds$/.test(text)) {
    return { errorType: "Sandbox.Timedout", errorMessage: text };
  }
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return isError(body)
    ? { errorType: body.errorType, errorMessage: body.errorMessage }
    : { value: body };
}

function isError(body: unknown): body is { errorType: string; errorMessage: string } {
  return (
    typeof body === "object" &&
    body !== null &&
    "errorType" in body &&
    "errorMessage" in body &&
    typeof body.errorMessage === "string"
  );
}

/** Resolves when somebody listens on a port. */
async function listening(port: number): Promise<void> {
  const deadline = Date.now() + LISTEN_MS;
  for (;;) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false));
    const open = await promise;
    socket.destroy();
    if (open) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`the emulator does not listen on port ${port}`);
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
