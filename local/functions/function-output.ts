import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/**
 * Where the lines of functions go: `logs/<function>.log` each, and lines in CloudWatch's embedded
 * metric format also to `metrics/emf.jsonl`, which stands in for CloudWatch's extraction.
 */
export class OutputFiles {
  readonly #folder: string;
  readonly #streams = new Map<string, WriteStream>();

  /** `folder` is the embedded stage's folder; the subfolders are made in it. */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, "logs"), { recursive: true });
    mkdirSync(join(folder, "metrics"), { recursive: true });
  }

  /** The output of one function. */
  for(functionName: string): FunctionOutput {
    const log = this.#stream(join("logs", `${functionName}.log`));
    const metrics = this.#stream(join("metrics", "emf.jsonl"));
    return new FunctionOutput(log, metrics);
  }

  /** Writes out what is buffered and closes the files. */
  async close(): Promise<void> {
    const ends = [...this.#streams.values()].map(
      (stream) => new Promise<void>((resolve) => stream.end(resolve)),
    );
    this.#streams.clear();
    await Promise.all(ends);
  }

  #stream(path: string): WriteStream {
    let stream = this.#streams.get(path);
    if (stream === undefined) {
      stream = createWriteStream(join(this.#folder, path), { flags: "a" });
      this.#streams.set(path, stream);
    }
    return stream;
  }
}

/** The output of one function's processes. */
export class FunctionOutput {
  readonly #log: WriteStream;
  readonly #metrics: WriteStream;

  constructor(log: WriteStream, metrics: WriteStream) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** A line of the platform's own, as Lambda writes them beside a function's. */
  platform(message: string): void {
    this.#log.write(`${new Date().toISOString()} ${message}\n`);
  }

  /** Takes a stream's lines as they come; `onLine` sees each. */
  follow(stream: Readable | null, onLine?: (line: string) => void): void {
    if (stream === null) return;
    createInterface({ input: stream }).on("line", (line) => {
      this.#log.write(`${line}\n`);
      if (isEmbeddedMetric(line)) this.#metrics.write(`${line}\n`);
      onLine?.(line);
    });
  }
}

/** Whether a line is a document of CloudWatch's embedded metric format: an object with `_aws`. */
function isEmbeddedMetric(line: string): boolean {
  if (!line.startsWith("{") || !line.includes('"_aws"')) return false;
  try {
    const document: unknown = JSON.parse(line);
    return typeof document === "object" && document !== null && "_aws" in document;
  } catch {
    return false;
  }
}
