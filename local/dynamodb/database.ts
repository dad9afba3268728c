import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ClassicLevel } from "classic-level";

/** Thrown for a database that cannot be opened; the message is its own. */
export class TableStoreError extends Error {
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    const open = cause instanceof Error ? (cause.cause ?? cause) : cause;
    super(open instanceof Error ? open.message : String(open), { cause });
    this.folder = folder;
    this.name = "TableStoreError";
  }
}

/** Milliseconds that the process of a stage that was killed may take to end, and between two looks. */
const LOCKED_MS = 5_000;
const LOOK_MS = 50;

/** Bytes that a disk must take for a database to be opened: it writes a file of its own. */
const PROBE_BYTES = 256 * 1024;

/**
 * Opens a database once: dynalite does so at its first request, and a damaged one ends its process.
 *
 * @throws TableStoreError if it cannot be opened.
 */
export async function checkDatabase(folder: string): Promise<void> {
  const names = await readdir(folder);
  // Without its file CURRENT, LevelDB would begin a new database over the files of the old one.
  const createIfMissing = !names.some((name) => /\.(ldb|log|sst)$/.test(name));
  for (const until = performance.now() + LOCKED_MS; ; await delay(LOOK_MS)) {
    const database = new ClassicLevel(folder, { createIfMissing });
    try {
      await database.open();
      return;
    } catch (error) {
      const fault = new TableStoreError(folder, error);
      if (!isLocked(error) || performance.now() > until) {
        throw fault;
      }
    } finally {
      await database.close();
    }
  }
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED";
}

/** Rejects while the disk takes no file. */
export async function checkDisk(folder: string): Promise<void> {
  const probe = join(folder, "..", ".table-probe");
  try {
    await writeFile(probe, Buffer.alloc(PROBE_BYTES), { flush: true });
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
