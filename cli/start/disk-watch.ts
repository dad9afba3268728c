import { rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StageDeploymentError } from "../../engine/stage-deployment.ts";
import { readableFault } from "./file-fault.ts";

/** Bytes that must be free for a deployment to begin (a first one writes 34 MB), and to go on. */
const NEEDED_BYTES = 48 * 1024 * 1024;
const LEAST_BYTES = 512 * 1024;

/** Milliseconds between two looks at the disk, and that the engine has to give up by itself. */
const LOOK_MS = 1_000;
const GRACE_MS = 5_000;

/** Thrown when the disk does not take what a deployment writes. */
export class DiskError extends StageDeploymentError {}

/**
 * Runs a deployment, and ends it when the disk fills up or becomes read-only: the engine then waits
 * for ever. Throws DiskError, before the deployment begins if there is too little space for it.
 *
 * @param folder The folder that the deployment writes to.
 * @param deploy Gets a signal that is aborted when the disk fails.
 * @param end Ends a deployment that does not react to the signal.
 */
export async function watchingDisk<T>(
  folder: string,
  deploy: (signal: AbortSignal) => Promise<T>,
  end: () => Promise<void>,
): Promise<T> {
  const before = await diskFault(folder, NEEDED_BYTES);
  if (before !== undefined) {
    throw new DiskError(before);
  }
  const failing = new AbortController();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  let fault: string | undefined;
  let timer: NodeJS.Timeout;
  const look = async () => {
    fault = await diskFault(folder, LEAST_BYTES);
    timer = setTimeout(
      fault === undefined ? look : giveUp,
      fault === undefined ? LOOK_MS : GRACE_MS,
    );
  };
  const giveUp = async () => {
    failing.abort();
    await end();
    reject(new DiskError(fault));
  };
  timer = setTimeout(look, LOOK_MS);
  try {
    return await Promise.race([deploy(failing.signal), failed]);
  } catch (error) {
    const now = fault ?? (await diskFault(folder, LEAST_BYTES));
    throw now === undefined ? error : new DiskError(now);
  } finally {
    clearTimeout(timer);
  }
}

/** What keeps a folder from being written to; undefined when nothing does. */
async function diskFault(folder: string, neededBytes: number): Promise<string | undefined> {
  const probe = join(folder, ".disk-probe");
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    if (free < neededBytes) {
      return (
        `The disk of ${folder} is full: ${megabytes(free)} are free, a deployment needs ` +
        `${megabytes(neededBytes)}. Fix: free space, or choose another folder with --folder.`
      );
    }
    await writeFile(probe, "x");
    return undefined;
  } catch (error) {
    return readableFault(error);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
