import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Milliseconds for which a line is waited for. */
const WAIT_MS = 10_000;

/** The lines that a process writes, as they come. */
export class OutputLines {
  readonly all: string[] = [];
  readonly #checks = new Set<() => void>();

  /** Takes the lines of a stream. */
  follow(input: Readable | null): void {
    if (input === null) {
      return;
    }
    createInterface({ input }).on("line", (line) => {
      this.all.push(line);
      for (const check of this.#checks) {
        check();
      }
    });
  }

  /** The first line that matches or holds a text, waited for. Throws when none comes within 10 s. */
  async line(wanted: string | ((line: string) => boolean)): Promise<string> {
    const matches = typeof wanted === "string" ? (line: string) => line.includes(wanted) : wanted;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const check = (): void => {
      const found = this.all.find(matches);
      if (found !== undefined) {
        resolve(found);
      }
    };
    const timer = setTimeout(
      () => reject(new Error(`no line with ${wanted} in:\n${this.all.join("\n")}`)),
      WAIT_MS,
    );
    this.#checks.add(check);
    check();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#checks.delete(check);
    }
  }
}
