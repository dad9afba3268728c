/** Milliseconds without a failure after which a write that succeeds means that the disk is back. */
const QUIET_MS = 2_000;

/**
 * Whether logs and metrics reach the disk. Says once that they do not, and once that they do again
 * and how many lines are missing, however many files and lines are concerned: the stage serves on.
 */
export class WriteHealth {
  readonly #say: (message: string) => void;
  readonly #failing = new Set<string>();
  #failedAt = 0;
  #lost = 0;

  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  /** A write to a file failed. */
  failed(path: string, error: Error): void {
    if (this.#failing.size === 0) {
      this.#say(
        `Logs and metrics cannot be written (${path}: ${error.message}). The stage serves on; ` +
          "lines are lost until the disk takes them again.",
      );
    }
    this.#failing.add(path);
    this.#failedAt = performance.now();
  }

  /**
   * A write to a file succeeded. A full disk may still take what fits into a file's last block, so
   * other files count as failing for a while; after that, nobody may have written to them.
   */
  written(path: string): void {
    if (this.#failing.size === 0) {
      return;
    }
    this.#failing.delete(path);
    if (this.#failing.size > 0 && performance.now() - this.#failedAt < QUIET_MS) {
      return;
    }
    this.#failing.clear();
    this.#say(`Logs and metrics are written again; ${this.#lost} lines were lost.`);
    this.#lost = 0;
  }

  /** A file takes no more lines, so that nothing is to be said of it. */
  closed(path: string): void {
    this.#failing.delete(path);
  }

  /** Lines were dropped. */
  lost(lines: number): void {
    this.#lost += lines;
  }
}
