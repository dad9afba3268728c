import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { dirname } from "node:path";
import type { MetricDimensions, ServiceMetrics } from "./model.ts";

/** Milliseconds that a metric waits at most before it is in the file. */
const FLUSH_MS = 1_000;

/**
 * Writes AppSync's own metrics (namespace AWS/AppSync) to a file, one JSON document a line:
 * `{ timestamp, metricName, value, dimensions }` with the time in epoch milliseconds.
 */
export class ServiceMetricsFile implements ServiceMetrics {
  readonly #stream: WriteStream;
  readonly #timer: NodeJS.Timeout;
  #lines: string[] = [];

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.#stream = createWriteStream(file, { flags: "a" });
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  record(metricName: string, value: number, dimensions: MetricDimensions): void {
    const timestamp = Date.now();
    this.#lines.push(JSON.stringify({ timestamp, metricName, value, dimensions }));
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await new Promise<void>((resolve) => this.#stream.end(resolve));
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    this.#stream.write(`${this.#lines.join("\n")}\n`);
    this.#lines = [];
  }
}
