import { Worker } from "node:worker_threads";

/** Milliseconds that evaluating a handler may take. */
const EVALUATION_MS = 10_000;

/** Imports the module that the thread was started for, lets what it left behind fail, and says so. */
const TRIAL = `
  const { parentPort, workerData } = require("node:worker_threads");
  const say = () => setImmediate(() => parentPort.postMessage("evaluated"));
  import(workerData).then(say, say);
`;

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
  // What it prints will be printed by the evaluation that counts.
  const worker = new Worker(TRIAL, { eval: true, workerData: href, stdout: true, stderr: true });
  const timer = setTimeout(
    () => resolve(`it does not end within ${limitMs / 1000} seconds`),
    limitMs,
  );
  worker.once("message", () => resolve(undefined));
  // Such as a promise that is rejected and that nobody waits for.
  worker.once("error", (error) => resolve(error instanceof Error ? error.message : String(error)));
  worker.once("exit", (code) => resolve(`it calls process.exit(${code})`));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
