import { watch } from "node:fs";

/** Milliseconds of quiet after which an edit counts as finished: editors write in several steps. */
const QUIET_MS = 150;

/**
 * Calls `deploy` after each edit below a folder, one call at a time; edits during a call lead to
 * one more. Returns what stops it and waits for a call that is under way.
 */
export function watchHandlers(folder: string, deploy: () => Promise<void>): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const start = () => {
    if (running !== undefined) {
      again = true;
      return;
    }
    running = deploy().finally(() => {
      running = undefined;
      if (again) start();
      again = false;
    });
  };
  const watcher = watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(start, QUIET_MS);
  });
  return async () => {
    watcher.close();
    clearTimeout(timer);
    again = false;
    await running;
  };
}
