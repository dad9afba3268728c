import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { DeployedFunction } from "../../local/functions/deployed-function.ts";
import {
  type FunctionSurroundings,
  functionEnvironment,
  nodeOptions,
} from "../../local/functions/function-environment.ts";
import { freePort } from "../engine/free-port.ts";
import { emulator, nativeClient } from "./lambda-tools.ts";

const run = promisify(execFile);

/** How an invocation ended: with a JSON value, or as Lambda reports errors. */
export type Answer =
  | { readonly value: unknown }
  | { readonly errorType: string; readonly errorMessage: string };

/** Headers of an invocation that AWS services set. */
export interface InvocationIds {
  readonly requestId?: string;
  /** X-Ray tracing header. */
  readonly traceId?: string;
}

/** What stands in for Lambda on this machine, and in which parts. */
export interface LambdaTools {
  readonly emulatorPath: string;
  /** Program that Node runs: AWS's client. */
  readonly clientPath: string;
  /** Which native part the client has, for people. */
  readonly clientPart: string;
}

const STAND_IN = fileURLToPath(new URL("../../local/functions/runtime.ts", import.meta.url));

/**
 * Finds or builds AWS's emulator and AWS's client. Where the client's native part cannot be built,
 * the client runs over the stand-in that the embedded stage has.
 *
 * @returns The tools, or the reason why there is no emulator.
 */
export async function lambdaTools(): Promise<LambdaTools> {
  const [built, native] = await Promise.all([emulator(), nativeClient()]);
  if (built.path === undefined) throw new Error(`no emulator: ${built.missing}`);
  return native.path === undefined
    ? {
        emulatorPath: built.path,
        clientPath: STAND_IN,
        clientPart: `stand-in for the native part, which could not be built: ${firstLine(native.missing)}`,
      }
    : {
        emulatorPath: built.path,
        clientPath: join(native.path, "index.mjs"),
        clientPart: "native part of aws-lambda-ric",
      };
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";

/** Milliseconds in which the emulator must listen. */
const LISTEN_MS = 10_000;

/** One function behind AWS's runtime interface emulator, which runs AWS's client. */
export class LambdaPlatform {
  /** Every line that the function and the emulator wrote. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #waiting = new Set<() => void>();

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on("line", (line) => {
        this.lines.push(line);
        for (const check of this.#waiting) check();
      });
    }
  }

  /** Starts the emulator. The function starts with its first invocation. */
  static async start(
    { emulatorPath, clientPath }: LambdaTools,
    fn: DeployedFunction,
    surroundings: FunctionSurroundings,
  ): Promise<LambdaPlatform> {
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
    const platform = new LambdaPlatform(child, `http://127.0.0.1:${port}${INVOKE_PATH}`);
    await listening(port);
    return platform;
  }

  /** Invokes the function with an event as JSON text. */
  async invoke(event: string, ids: InvocationIds = {}): Promise<Answer> {
    const response = await fetch(this.#url, {
      method: "POST",
      body: event,
      headers: {
        ...(ids.requestId && { "X-Amzn-RequestId": ids.requestId }),
        ...(ids.traceId && { "X-Amzn-Trace-Id": ids.traceId }),
      },
    });
    const text = await response.text();
    if (/^Task timed out after [\d.]+ seconds$/.test(text))
      return { errorType: "Sandbox.Timedout", errorMessage: text };
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    return isError(body)
      ? { errorType: body.errorType, errorMessage: body.errorMessage }
      : { value: body };
  }

  /** The first line that matches or holds a text, waited for. Throws when none comes within 10 s. */
  async line(wanted: string | ((line: string) => boolean)): Promise<string> {
    const matches = typeof wanted === "string" ? (line: string) => line.includes(wanted) : wanted;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const check = (): void => {
      const found = this.lines.find(matches);
      if (found !== undefined) resolve(found);
    };
    const timer = setTimeout(
      () => reject(new Error(`no line with ${wanted} in:\n${this.lines.join("\n")}`)),
      LISTEN_MS,
    );
    this.#waiting.add(check);
    check();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(check);
    }
  }

  /** Sends a signal to the runtime's own process: the emulator would end it with SIGKILL. */
  async signalRuntime(signal: NodeJS.Signals): Promise<void> {
    const { stdout } = await run("pgrep", ["-P", String(this.#child.pid)]);
    process.kill(Number(stdout.trim()), signal);
  }

  /** Ends the emulator and with it the function. */
  async close(): Promise<void> {
    const pids = await run("pgrep", ["-P", String(this.#child.pid)]).catch(() => ({ stdout: "" }));
    this.#child.kill("SIGKILL");
    await once(this.#child, "close").catch(() => undefined);
    for (const pid of pids.stdout.split("\n").filter(Boolean)) endIfAlive(Number(pid));
  }
}

const INVOKE_PATH = "/2015-03-31/functions/function/invocations";

function endIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It went with the emulator.
  }
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
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () =>
      resolve(false),
    );
    const open = await promise;
    socket.destroy();
    if (open) return;
    if (Date.now() > deadline) throw new Error(`the emulator does not listen on port ${port}`);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
