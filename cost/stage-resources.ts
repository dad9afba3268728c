import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ProgramResource } from "../pricing/program-resource.ts";
import { readStageFile } from "../settings/stage-settings.ts";
import { CostError } from "./cost-error.ts";
import type { ProgramToRegister } from "./registered-program.ts";

const PROJECT = "appsync-events";
/** Longest time that a program may take to register its resources; its bundles take a few seconds. */
const LIMIT_MS = 180_000;

/**
 * The resources that the program of a repository registers for one of its stages. Neither AWS nor the
 * Pulumi CLI takes part: see `registerProgram`.
 *
 * @param program Module of the program. @default `index.ts` of `root`, or else this repository's
 * @throws CostError with the program's own message if it cannot be run.
 */
export async function stageResources(
  root: string,
  stage: string,
  program: string = programOf(root),
): Promise<readonly ProgramResource[]> {
  const { config } = readStageFile(root, stage);
  try {
    return await inThread({ file: program, project: PROJECT, stage, config });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CostError(`the program cannot be previewed for stage ${stage}: ${reason}`);
  }
}

/** The program of a repository; this one's where a folder has stage files alone. */
export function programOf(root: string): string {
  const own = join(root, "index.ts");
  return existsSync(own) ? own : fileURLToPath(new URL("../index.ts", import.meta.url));
}

/** A thread of its own, since Pulumi's runtime holds one program in a process. */
function inThread(workerData: ProgramToRegister): Promise<ProgramResource[]> {
  return new Promise((resolve, reject) => {
    const url = new URL("registered-program-thread.ts", import.meta.url);
    // What a program prints is not part of a forecast.
    const worker = new Worker(url, { workerData, stdout: true, stderr: true });
    const limit = setTimeout(() => {
      reject(new Error(`it took longer than ${LIMIT_MS / 1_000} s`));
      void worker.terminate();
    }, LIMIT_MS);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      clearTimeout(limit);
      reject(new Error(`it ended with code ${code} before it was registered`));
    });
  });
}
