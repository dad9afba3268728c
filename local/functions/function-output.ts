import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { BoundedFile, DEFAULT_FILE_BYTES } from "../../shared/bounded-file.ts";
import { WriteHealth } from "../../shared/write-health.ts";

/** Where functions log, and how much of it is kept. */
export interface OutputOptions {
  /** The embedded stage's folder; `logs` and `metrics` are made in it. */
  readonly folder: string;
  /** Bytes that each file may take together with its rotated parts. @default DEFAULT_FILE_BYTES */
  readonly maximumFileBytes?: number;
  /** Hears of writes that fail. @default nobody does */
  readonly health?: WriteHealth;
}

/**
 * Where the lines of functions go: documents of CloudWatch's embedded metric format to
 * `metrics/emf.jsonl`, which stands in for CloudWatch's extraction, and all others to
 * `logs/<function>.log`.
 */
export class OutputFiles {
  readonly #options: OutputOptions;
  readonly #files = new Map<string, BoundedFile>();

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  /** The output of one function. */
  for(functionName: string): FunctionOutput {
    const log = this.#file(join("logs", `${functionName}.log`));
    const metrics = this.#file(join("metrics", "emf.jsonl"));
    return new FunctionOutput(log, metrics);
  }

  /** Writes out what is buffered and closes the files. */
  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    await Promise.all(files.map((file) => file.close()));
  }

  #file(path: string): BoundedFile {
    const {
      folder,
      maximumFileBytes = DEFAULT_FILE_BYTES,
      health = new WriteHealth(() => undefined),
    } = this.#options;
    const file =
      this.#files.get(path) ?? new BoundedFile(join(folder, path), maximumFileBytes, health);
    this.#files.set(path, file);
    return file;
  }
}

/** The output of one function's processes. */
export class FunctionOutput {
  readonly #log: BoundedFile;
  readonly #metrics: BoundedFile;

  constructor(log: BoundedFile, metrics: BoundedFile) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** A line of the platform's own, as Lambda writes them beside a function's. */
  platform(message: string): void {
    this.#log.write(`${new Date().toISOString()} ${message}`);
  }

  /** Takes a stream's lines as they come; `onLine` sees each. */
  follow(stream: Readable | null, onLine?: (line: string) => void): void {
    if (stream === null) {
      return;
    }
    createInterface({ input: stream }).on("line", (line) => {
      (isEmbeddedMetric(line) ? this.#metrics : this.#log).write(line);
      onLine?.(line);
    });
  }
}

/** Whether a line is a document of CloudWatch's embedded metric format: an object with `_aws`. */
function isEmbeddedMetric(line: string): boolean {
  if (!line.startsWith("{") || !line.includes('"_aws"')) {
    return false;
  }
  try {
    const document: unknown = JSON.parse(line);
    return typeof document === "object" && document !== null && "_aws" in document;
  } catch {
    return false;
  }
}
