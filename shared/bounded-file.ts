import { basename, dirname, extname, sep } from "node:path";
import { createStream, type RotatingFileStream } from "rotating-file-stream";
import type { WriteHealth } from "./write-health.ts";

/** Bytes that a file may take with its rotated parts when the user says nothing else. */
export const DEFAULT_FILE_BYTES = 64 * 1024 * 1024;

/** A file is kept in this many parts besides the current one; the oldest goes when a new one starts. */
export const ROTATED_PARTS = 7;

/** Bytes that wait for a slow disk at most; what comes on top of them is lost and counted. */
const MAXIMUM_WAITING_BYTES = 4 * 1024 * 1024;

/** Milliseconds between two tries to write after one that failed. */
const RETRY_MS = 1_000;

/** Only the owner may read what functions log. */
const PRIVATE = 0o600;

/** A file and the parts that it may be rotated to, the newest first: `emf.jsonl`, `emf.1.jsonl`. */
export function partsOf(path: string): readonly string[] {
  const ending = extname(path);
  const stem = path.slice(0, path.length - ending.length);
  const parts = Array.from({ length: ROTATED_PARTS }, (_, n) => `${stem}.${n + 1}${ending}`);
  return [path, ...parts];
}

/**
 * Appends lines to a file and keeps it, with its rotated parts (`emf.1.jsonl` is the newest of
 * them), below a size. Writing never throws and never waits: what a full disk or a folder without
 * permission does not take is dropped, and `health` hears of it.
 */
export class BoundedFile {
  readonly #path: string;
  /** Bytes after which a part is full, and bytes of one write at most: together a part's share. */
  readonly #partBytes: number;
  readonly #writeBytes: number;
  readonly #health: WriteHealth;
  #stream: RotatingFileStream | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #failedAt: number | undefined;
  #settle: (error?: Error) => void = () => undefined;

  /** `maximumBytes` is the size of the file and its rotated parts together. */
  constructor(path: string, maximumBytes: number, health: WriteHealth) {
    this.#path = path;
    const share = maximumBytes / (ROTATED_PARTS + 1);
    this.#partBytes = Math.max(1, Math.floor(share * 0.75));
    this.#writeBytes = share * 0.25;
    this.#health = health;
  }

  /** Appends a line; `line` is without its end. */
  write(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.#waitingBytes + bytes > MAXIMUM_WAITING_BYTES) {
      this.#health.lost(1);
    } else {
      this.#waiting.push(line);
      this.#waitingBytes += bytes;
    }
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Writes what waits, or drops it when that fails, and closes the file. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#drain();
    this.#health.closed(this.#path);
    const stream = this.#stream;
    this.#stream = undefined;
    if (stream === undefined) {
      return;
    }
    await new Promise<void>((resolve) => {
      stream.once("close", resolve);
      stream.end();
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#nextLines();
      if (this.#isResting()) {
        this.#health.lost(lines.length);
      } else {
        await this.#append(lines);
      }
    }
  }

  /** Lines that came while others were being written leave together, as far as one write goes. */
  #nextLines(): string[] {
    let bytes = 0;
    const following = this.#waiting.findIndex((line, index) => {
      bytes += Buffer.byteLength(line) + 1;
      return index > 0 && bytes > this.#writeBytes;
    });
    const lines = this.#waiting.splice(0, following === -1 ? this.#waiting.length : following);
    for (const line of lines) {
      this.#waitingBytes -= Buffer.byteLength(line) + 1;
    }
    return lines;
  }

  /** After a failure most lines are dropped at once: a full disk must not cost a try for each. */
  #isResting(): boolean {
    return this.#failedAt !== undefined && performance.now() - this.#failedAt < RETRY_MS;
  }

  async #append(lines: readonly string[]): Promise<void> {
    // A line that a full disk cut off is ended, so that it does not spoil the next one.
    const start = this.#failedAt === undefined ? "" : "\n";
    const error = await this.#tryToAppend(`${start}${lines.join("\n")}\n`);
    if (error === undefined) {
      this.#failedAt = undefined;
      this.#health.written(this.#path);
    } else {
      this.#failedAt = performance.now();
      this.#stream = undefined;
      this.#health.failed(this.#path, error);
      this.#health.lost(lines.length);
    }
  }

  #tryToAppend(text: string): Promise<Error | undefined> {
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#stream ??= this.#open();
      // A stream that fails to open calls no write back: its error event settles this as well.
      this.#stream.write(text, (error) => resolve(error ?? undefined));
    });
  }

  #open(): RotatingFileStream {
    const names = partsOf(basename(this.#path));
    const stream = createStream((part: number | Date | null) => names[Number(part)] ?? "", {
      path: dirname(this.#path) + sep,
      size: `${this.#partBytes}B`,
      rotate: ROTATED_PARTS,
      mode: PRIVATE,
    });
    stream.on("error", (error) => this.#settle(error));
    return stream;
  }
}
