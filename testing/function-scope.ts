import { AsyncLocalStorage } from "node:async_hooks";
import type { SecretReader } from "../runtime/secrets.ts";

/** What one function of a test has for itself, among others in the same process. */
export interface FunctionScope {
  /** Its whole environment. Writing to `process.env` changes this object alone. */
  readonly variables: Record<string, string>;
  /** Reads its secrets. */
  readonly readSecret?: SecretReader;
  /** Takes what the function writes to standard output and standard error. */
  readonly write: (text: string) => void;
}

const scopes = new AsyncLocalStorage<FunctionScope>();

/** Runs a function's code in its scope, which everything that it starts belongs to as well. */
export function runInScope<Result>(scope: FunctionScope, run: () => Result): Result {
  separate();
  return scopes.run(scope, run);
}

/** The variables of the function that runs; undefined outside of every function. */
export function scopedVariables(): Record<string, string> | undefined {
  return scopes.getStore()?.variables;
}

/** The reader of the secrets of the function that runs. */
export function scopedSecrets(name: string): Promise<unknown> {
  const readSecret = scopes.getStore()?.readSecret;
  return readSecret
    ? readSecret(name)
    : Promise.reject(new Error(`The secret ${name} is read outside of every function.`));
}

let separated = false;

/**
 * Gives each function of this process its own `process.env` and output. Code outside of every function
 * meets the process's own, as before.
 */
function separate(): void {
  if (separated) {
    return;
  }
  separated = true;
  process.env = scopedEnvironment(process.env);
  for (const stream of [process.stdout, process.stderr]) {
    captureOutput(stream);
  }
}

function scopedEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const current = (): NodeJS.ProcessEnv => scopedVariables() ?? own;
  return new Proxy(own, {
    get: (_, name) => Reflect.get(current(), name),
    // `process.env` turns what it is given into text.
    set: (_, name, value) => Reflect.set(current(), name, String(value)),
    has: (_, name) => Reflect.has(current(), name),
    deleteProperty: (_, name) => Reflect.deleteProperty(current(), name),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(current(), name),
    defineProperty: (_, name, descriptor) => Reflect.defineProperty(current(), name, descriptor),
  });
}

type Done = (error?: Error | null) => void;

function captureOutput(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (...all: unknown[]) => boolean;
  stream.write = (chunk: Uint8Array | string, encodingOrDone?: unknown, done?: Done): boolean => {
    const scope = scopes.getStore();
    if (!scope) {
      return write(chunk, encodingOrDone, done);
    }
    scope.write(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const after = typeof encodingOrDone === "function" ? (encodingOrDone as Done) : done;
    if (after) {
      process.nextTick(after);
    }
    return true;
  };
}
