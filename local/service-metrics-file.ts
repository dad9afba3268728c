import { BoundedFile } from "../shared/bounded-file.ts";
import type { WriteHealth } from "../shared/write-health.ts";
import type { MetricDimensions, ServiceMetrics } from "./model.ts";

/** Names and values by which CloudWatch tells metrics apart. */
type Dimensions = MetricDimensions | Readonly<Record<string, string>>;

/** Milliseconds over which values of one metric are added up, so that load does not fill the disk. */
const FLUSH_MS = 1_000;

/** What was recorded of one metric since the last flush. */
interface Statistic {
  readonly metricName: string;
  readonly dimensions: Dimensions;
  value: number;
  count: number;
}

/**
 * Writes a service's own metrics (namespace AWS/AppSync or AWS/WAFV2) to a file, one JSON document a line:
 * `{ timestamp, metricName, value, count, dimensions }` with the time in epoch milliseconds. As
 * CloudWatch keeps sum and sample count of a period, `value` is the sum of `count` values that were
 * recorded within a second.
 */
export class ServiceMetricsFile implements ServiceMetrics {
  readonly #file: BoundedFile;
  readonly #timer: NodeJS.Timeout;
  readonly #statistics = new Map<string, Statistic>();

  constructor(path: string, maximumFileBytes: number, health: WriteHealth) {
    this.#file = new BoundedFile(path, maximumFileBytes, health);
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  record(metricName: string, value: number, dimensions: Dimensions): void {
    const key = `${metricName} ${Object.values(dimensions).join(" ")}`;
    const statistic = this.#statistics.get(key);
    if (statistic === undefined) {
      this.#statistics.set(key, { metricName, dimensions, value, count: 1 });
    } else {
      statistic.value += value;
      statistic.count += 1;
    }
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.#file.close();
  }

  #flush(): void {
    const timestamp = Date.now();
    for (const { metricName, value, count, dimensions } of this.#statistics.values()) {
      this.#file.write(JSON.stringify({ timestamp, metricName, value, count, dimensions }));
    }
    this.#statistics.clear();
  }
}
