import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SERVICE_METRICS_NAMESPACE } from "../../pricing/service-metrics.ts";
import { partsOf } from "../../shared/bounded-file.ts";
import {
  asList,
  asNumber,
  asProperties,
  asText,
  type Properties,
} from "../../shared/properties.ts";

/** What tells metrics apart in CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A recorded value; `time` is in epoch milliseconds. */
export interface DataPoint extends Metric {
  readonly time: number;
  readonly value: number;
}

/** All values that the embedded stage has captured: those of handlers and those of AppSync itself. */
export async function* dataPoints(folder: string): AsyncGenerator<DataPoint> {
  for await (const document of documents(join(folder, "emf.jsonl"))) {
    yield* embedded(document);
  }
  for await (const document of documents(join(folder, "aws-appsync.jsonl"))) {
    yield* recorded(document);
  }
}

/** The JSON documents of a file and its rotated parts; a line that a kill cut off is left out. */
async function* documents(file: string): AsyncGenerator<Properties> {
  for (const part of partsOf(file).toReversed()) {
    if (!existsSync(part)) {
      continue;
    }
    for await (const line of createInterface({ input: createReadStream(part) })) {
      const document = parsed(line);
      if (document !== undefined) {
        yield document;
      }
    }
  }
}

function parsed(line: string): Properties | undefined {
  try {
    return asProperties(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** Values of a document of the embedded metric format, one for each metric and dimension set. */
function* embedded(document: Properties): Generator<DataPoint> {
  const { Timestamp, CloudWatchMetrics } = asProperties(document._aws);
  const time = asNumber(Timestamp);
  if (time === undefined) {
    return;
  }
  for (const directive of asList(CloudWatchMetrics).map(asProperties)) {
    for (const names of asList(directive.Dimensions).map(asList)) {
      for (const { Name } of asList(directive.Metrics).map(asProperties)) {
        const name = asText(Name);
        const values = [document[name]].flat().map(asNumber);
        const value = values.reduce<number>((sum, each) => sum + (each ?? 0), 0);
        const dimensions = Object.fromEntries(
          names.map((each) => [asText(each), asText(document[asText(each)])]),
        );
        yield { namespace: asText(directive.Namespace), name, dimensions, time, value };
      }
    }
  }
}

/** A line of `ServiceMetricsFile`. */
function* recorded(document: Properties): Generator<DataPoint> {
  const time = new Date(asText(document.timestamp) || Number(document.timestamp)).getTime();
  const value = asNumber(document.value);
  if (Number.isNaN(time) || value === undefined) {
    return;
  }
  const dimensions = Object.fromEntries(
    Object.entries(asProperties(document.dimensions)).map(([name, each]) => [name, asText(each)]),
  );
  const name = asText(document.metricName);
  yield { namespace: SERVICE_METRICS_NAMESPACE, name, dimensions, time, value };
}

/** A text that is the same for the same metric, in whatever order its dimensions come. */
export function metricKey({ namespace, name, dimensions }: Metric): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
