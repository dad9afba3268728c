/** One line of a function's log: Powertools' JSON, or `message` alone for a line that is plain text. */
export interface LogLine {
  readonly message?: unknown;
  readonly level?: unknown;
  readonly [key: string]: unknown;
}

/** An EMF line, as far as sums need it (CloudWatch User Guide, embedded metric format). */
interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** What a function writes, read as CloudWatch reads it. */
export class FunctionOutput {
  readonly #logs: LogLine[] = [];
  readonly #metrics = new Map<string, number>();
  #unfinished = "";

  /** Log lines so far, without those that are metrics. */
  get logs(): readonly LogLine[] {
    return [...this.#logs];
  }

  /** Sums of the metrics so far, by name. */
  get metrics(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#metrics);
  }

  /** Takes a piece of output, which may end in the middle of a line. */
  write(text: string): void {
    const lines = (this.#unfinished + text).split("\n");
    this.#unfinished = lines.pop() ?? "";
    for (const line of lines) {
      if (line !== "") {
        this.#take(line);
      }
    }
  }

  #take(line: string): void {
    const content = parsed(line);
    if (!isObject(content)) {
      this.#logs.push({ message: line });
    } else if (isMetricLine(content)) {
      this.#add(content);
    } else {
      this.#logs.push(content);
    }
  }

  #add(line: MetricLine): void {
    for (const { Metrics } of line._aws.CloudWatchMetrics) {
      for (const { Name } of Metrics) {
        const values = [line[Name]].flat().filter((value) => typeof value === "number");
        const sum = values.reduce((total, value) => total + value, 0);
        this.#metrics.set(Name, (this.#metrics.get(Name) ?? 0) + sum);
      }
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMetricLine(content: Record<string, unknown>): content is MetricLine & typeof content {
  return isObject(content._aws) && Array.isArray(content._aws.CloudWatchMetrics);
}
