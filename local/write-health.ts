/**
 * Whether logs and metrics reach the disk. Says once that they do not, and once that they do again
 * and how many lines are missing, however many files and lines are concerned: the stage serves on.
 */
export class WriteHealth {
  readonly #say: (message: string) => void;
  readonly #failing = new Set<string>();
  #lost = 0;

  constructor(say: (message: string) => void) {
    this.#say = say;
  }

  /** A write to a file failed. */
  failed(path: string, error: Error): void {
    if (this.#failing.size === 0)
      this.#say(
        `Logs and metrics cannot be written (${path}: ${error.message}). The stage serves on; ` +
          "lines are lost until the disk takes them again.",
      );
    this.#failing.add(path);
  }

  /** A write to a file succeeded. */
  written(path: string): void {
    if (!this.#failing.delete(path) || this.#failing.size > 0) return;
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
