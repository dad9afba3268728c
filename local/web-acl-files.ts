import { join } from "node:path";
import { BoundedFile } from "../shared/bounded-file.ts";
import type { WriteHealth } from "../shared/write-health.ts";
import type { WebAclRecords } from "./model.ts";
import { ServiceMetricsFile } from "./service-metrics-file.ts";

const METRICS_FILE = "aws-wafv2.jsonl";

/** Where the stage keeps its files, and how large each may become. */
export interface WebAclFilesOptions {
  readonly folder: string;
  readonly maximumFileBytes: number;
  readonly health: WriteHealth;
}

/** Writes AWS WAF's logs to `logs/aws-waf-logs-<name>.jsonl`, and its metrics beside AppSync's. */
export class WebAclFiles implements WebAclRecords {
  readonly #options: WebAclFilesOptions;
  readonly #metrics: ServiceMetricsFile;
  readonly #logs = new Map<string, BoundedFile>();

  constructor(options: WebAclFilesOptions) {
    const { folder, maximumFileBytes, health } = options;
    this.#options = options;
    this.#metrics = new ServiceMetricsFile(
      join(folder, "metrics", METRICS_FILE),
      maximumFileBytes,
      health,
    );
  }

  log(destination: string, line: string): void {
    let file = this.#logs.get(destination);
    if (file === undefined) {
      const { folder, maximumFileBytes, health } = this.#options;
      const path = join(folder, "logs", `${destination}.jsonl`);
      file = new BoundedFile(path, maximumFileBytes, health);
      this.#logs.set(destination, file);
    }
    file.write(line);
  }

  count(metricName: string, dimensions: Readonly<Record<string, string>>): void {
    this.#metrics.record(metricName, 1, dimensions);
  }

  /** Writes what waits and closes the files. */
  async close(): Promise<void> {
    await this.#metrics.close();
    for (const file of this.#logs.values()) {
      await file.close();
    }
  }
}
