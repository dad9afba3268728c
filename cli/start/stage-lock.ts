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
  await removeAbandoned(file);
  // Fails when another process wrote the file in the meantime: only one of two can.
  await writeFile(file, String(process.pid), { flag: "wx" }).catch(() => {
    throw new StageLockError(`Another process has just started the embedded stage (${file}).`);
  });
  return () => rm(file, { force: true });
}

async function removeAbandoned(file: string): Promise<void> {
  const holder = Number(await readFile(file, "utf8").catch(() => ""));
  if (holder > 0 && isRunning(holder))
    throw new StageLockError(
      `The embedded stage is running already, as process ${holder}. Stop that one first; if it is ` +
        `something else, remove ${file}.`,
    );
  await rm(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
