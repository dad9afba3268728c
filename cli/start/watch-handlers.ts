import { watch } from "node:fs";
import { sep } from "node:path";

/** Milliseconds of quiet after which an edit counts as finished: editors write in several steps. */
const QUIET_MS = 50;

/** What follows an edit. */
export interface EditActions {
  /** Called at once for each folder below the watched one in which something changed. */
  edited(name: string): void;
  /** Called when the edit is finished, with all folders in which something changed. */
  deploy(names: readonly string[]): Promise<void>;
}

/**
 * Watches the folders below a folder. Deployments run one at a time; edits during one lead to one
 * more. Returns what stops it and waits for a deployment that is under way.
 */
export function watchHandlers(folder: string, actions: EditActions): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let edited = new Set<string>();
  const start = () => {
    if (running !== undefined || edited.size === 0) {
      return;
    }
    const names = [...edited];
    edited = new Set();
    running = actions.deploy(names).finally(() => {
      running = undefined;
      start();
    });
  };
  const watcher = watch(folder, { recursive: true }, (_event, file) => {
    const [name = ""] = (file ?? "").split(sep);
    if (!edited.has(name)) {
      actions.edited(name);
    }
    edited.add(name);
    clearTimeout(timer);
    timer = setTimeout(start, QUIET_MS);
  });
  return async () => {
    watcher.close();
    clearTimeout(timer);
    edited.clear();
    await running;
  };
}
