import { once } from "node:events";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";

/** Thrown when another process serves the stage of the same folder. */
export class StageLockError extends Error {}

/** A folder that this process alone serves. */
export interface StageLock {
  /** Aborted when the folder is removed or moved, or another process took it over. */
  readonly lost: AbortSignal;
  /** Says at which port the folder is served, for who finds it locked. */
  servesAt(port: number): Promise<void>;
  release(): Promise<void>;
}

/** Who holds the lock; the form of `stage.json`. */
interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's ticks: a number that is reused is another process. */
  readonly started?: string;
  readonly port?: number;
}

/** Milliseconds after which a lock that nobody renews is abandoned, and between two renewals. */
const STALE_MS = 2_000;
const UPDATE_MS = 1_000;

/** Milliseconds in which a process that took an abandoned lock at the same time would show. */
const SETTLE_MS = 100;

/**
 * Makes this process the only one that serves the stage of a folder. A lock whose process was killed
 * is taken over; one whose process sleeps, as a laptop does, is not. Touches nothing else in the
 * folder. Throws StageLockError.
 */
export async function lockStage(folder: string): Promise<StageLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lost = new AbortController();
  const file = join(folder, "stage.json");
  const path = join(folder, "stage.lock");
  const release = await take(folder, path, file, () => lost.abort());
  const own = await identity();
  const write = (holder: Holder) =>
    writeFileAtomic(file, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  await write(own);
  await wait(SETTLE_MS);
  const holder = await holderOf(file);
  if (holder?.pid !== own.pid) {
    // proper-lockfile finds at its next renewal that the lock is another's, and then leaves it alone.
    await Promise.race([once(lost.signal, "abort"), wait(2 * UPDATE_MS)]);
    throw new StageLockError(heldBy(folder, holder));
  }
  return {
    lost: lost.signal,
    servesAt: (port) => write({ ...own, port }),
    async release() {
      if (lost.signal.aborted) {
        return;
      }
      await rm(file, { force: true });
      await release().catch(() => undefined);
    },
  };
}

async function take(
  folder: string,
  lockfilePath: string,
  file: string,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  const options = {
    lockfilePath,
    stale: STALE_MS,
    update: UPDATE_MS,
    realpath: false,
    onCompromised,
  };
  const until = performance.now() + 2 * STALE_MS;
  for (;;) {
    try {
      // Only a lock whose process is gone is looked at twice: proper-lockfile goes by age alone.
      if (await isHeld(file, lockfilePath)) {
        throw new StageLockError(heldBy(folder, await holderOf(file)));
      }
      return await lock(folder, options);
    } catch (error) {
      if (!isLocked(error)) {
        throw error;
      }
      if (performance.now() > until) {
        throw new StageLockError(heldBy(folder, await holderOf(file)));
      }
      await wait(SETTLE_MS);
    }
  }
}

/** Whether a living process holds the lock, however long it did not renew it. */
async function isHeld(file: string, lockfilePath: string): Promise<boolean> {
  const locked = await stat(lockfilePath).catch(() => undefined);
  if (locked === undefined) {
    return false;
  }
  const holder = await holderOf(file);
  if (holder === undefined || !isRunning(holder.pid)) {
    return false;
  }
  const started = await startOf(holder.pid);
  if (started !== undefined) {
    return started === holder.started;
  }
  return locked.mtimeMs > Date.now() - STALE_MS;
}

async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(file, "utf8"));
    const isHolder = typeof holder === "object" && holder !== null && "pid" in holder;
    return isHolder && typeof holder.pid === "number" ? (holder as Holder) : undefined;
  } catch {
    // A lock that was taken a moment ago has no holder yet; its age decides.
    return undefined;
  }
}

async function identity(): Promise<Holder> {
  const started = await startOf(process.pid);
  return { pid: process.pid, ...(started === undefined ? {} : { started }) };
}

/** Start time of a process: field 22 of `/proc/<pid>/stat` (proc(5)); undefined where there is none. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The second field, the command in parentheses, may hold spaces.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one as well.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ELOCKED";
}

function heldBy(folder: string, holder: Holder | undefined): string {
  if (holder === undefined) {
    return `Another process has just started the embedded stage in ${folder}. Fix: use that one.`;
  }
  const at = holder.port === undefined ? "" : ` at port ${holder.port}`;
  return (
    `The embedded stage is running already in ${folder}, as process ${holder.pid}${at}. ` +
    "Fix: use that one, stop it first, or start in another folder with --folder."
  );
}
