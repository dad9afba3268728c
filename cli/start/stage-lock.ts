import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Thrown when another process serves the stage of the same folder. */
export class StageLockError extends Error {}

/**
 * Makes this process the only one that serves the stage of a folder, and returns what gives it up.
 * The lock names its process, so one that was killed holds nothing. Throws StageLockError.
 */
export async function lockStage(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "stage.pid");
  const holder = Number(await readFile(file, "utf8").catch(() => ""));
  if (holder > 0 && holder !== process.pid && isRunning(holder))
    throw new StageLockError(
      `The embedded stage is running already, as process ${holder}. Stop that one first; if it is ` +
        `something else, remove ${file}.`,
    );
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
