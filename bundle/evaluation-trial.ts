import { Worker } from "node:worker_threads";

/** Milliseconds that evaluating a handler may take. */
const EVALUATION_MS = 10_000;

/**
 * Loads what every handler loads, then the module that it is told, lets what that left behind fail, and
 * says so.
 */
const TRIAL = `
  const { parentPort, workerData } = require("node:worker_threads");
  const loaded = import(workerData);
  const say = () => setImmediate(() => parentPort.postMessage("evaluated"));
  parentPort.once("message", (href) => loaded.then(() => import(href)).then(say, say));
`;

/** A thread that has loaded the most already: whoever saves an edit waits for the rest alone. */
let waiting: Worker | undefined;

function newThread(): Worker {
  const workerData = import.meta.resolve("typebox");
  // What a module prints will be printed by the evaluation that counts.
  const worker = new Worker(TRIAL, { eval: true, workerData, stdout: true, stderr: true });
  worker.on("error", () => undefined);
  worker.once("exit", () => {
    if (waiting === worker) {
      waiting = undefined;
    }
  });
  return worker;
}

/** Readies a thread for the next trial; it does not keep the process alive. */
export function prepareTrial(): void {
  waiting ??= newThread();
  waiting.unref();
}

/**
 * Evaluates a module in a thread of its own, to find out whether it comes to an end: one that exits, or
 * that never ends, would take the process with it. What it throws is not looked at.
 *
 * @param href URL of the module.
 * @param limitMs Milliseconds that it may take.
 * @returns Why the module must not be evaluated in this process; undefined when it may be.
 */
export async function evaluationFault(
  href: string,
  limitMs = EVALUATION_MS,
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const worker = waiting ?? newThread();
  waiting = undefined;
  worker.ref();
  const timer = setTimeout(
    () => resolve(`it does not end within ${limitMs / 1000} seconds`),
    limitMs,
  );
  worker.once("message", () => resolve(undefined));
  // Such as a promise that is rejected and that nobody waits for.
  worker.once("error", (error) => resolve(error instanceof Error ? error.message : String(error)));
  worker.once("exit", (code) => resolve(`it calls process.exit(${code})`));
  worker.postMessage(href);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
    prepareTrial();
  }
}
