import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import {
  asList,
  asNumber,
  asProperties,
  asText,
  type Properties,
} from "../../shared/properties.ts";
import { refuseForeignRequests } from "../own-host.ts";
import { dataPoints, type Metric, metricKey } from "./metric-files.ts";

type Call = (request: Properties, folder: string) => Promise<Properties>;

/** Calls by the header `x-amz-target`. */
const CALLS: Readonly<Record<string, Call>> = {
  "GraniteServiceVersion20100801.ListMetrics": listMetrics,
  "GraniteServiceVersion20100801.GetMetricData": getMetricData,
};

/** How long after its last value a metric is listed (CloudWatch API Reference, ListMetrics). */
const LISTED_MS = 14 * 86_400_000;

/** A request that CloudWatch would refuse, or that asks for what this machine does not have. */
class QueryError extends Error {}

/**
 * Answers CloudWatch's ListMetrics and GetMetricData (AWS JSON 1.0) from the files that the embedded
 * stage captures metrics in. Sums are answered, not other statistics and no metric math.
 */
export class MetricServer {
  readonly endpoint: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    // A listening TCP server has an address object (Node.js, net.Server.address).
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** `folder` holds the captured metrics. */
  static async open(folder: string): Promise<MetricServer> {
    const server = createServer((request, response) => {
      answer(request, folder).then(
        (body) => send(response, 200, body),
        (error: unknown) => send(response, ...refusalOf(error)),
      );
    });
    refuseForeignRequests(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new MetricServer(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

async function answer(request: IncomingMessage, folder: string): Promise<Properties> {
  const target = String(request.headers["x-amz-target"]);
  const call = CALLS[target];
  if (call === undefined) {
    throw new QueryError(`The embedded stage has no ${target}; it has ListMetrics, GetMetricData.`);
  }
  return call(asProperties(await json(request)), folder);
}

async function listMetrics(request: Properties, folder: string): Promise<Properties> {
  const since = Date.now() - LISTED_MS;
  const found = new Map<string, Metric>();
  for await (const point of dataPoints(folder)) {
    if (point.time >= since && isAskedFor(point, request)) {
      found.set(metricKey(point), point);
    }
  }
  const Metrics = [...found.values()].map(({ namespace, name, dimensions }) => ({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics };
}

function isAskedFor({ namespace, name, dimensions }: Metric, request: Properties): boolean {
  return (
    asText(request.Namespace, namespace) === namespace &&
    asText(request.MetricName, name) === name &&
    asList(request.Dimensions)
      .map(asProperties)
      .every(({ Name, Value }) => {
        const own = dimensions[asText(Name)];
        return own !== undefined && asText(Value, own) === own;
      })
  );
}

async function getMetricData(request: Properties, folder: string): Promise<Properties> {
  const [start, end] = [request.StartTime, request.EndTime].map((time) => Number(time) * 1_000);
  if (start === undefined || end === undefined || !(start < end)) {
    throw new QueryError("StartTime must be before EndTime.");
  }
  const queries = asList(request.MetricDataQueries).map((each) => queryOf(asProperties(each)));
  const byMetric = Map.groupBy(queries, ({ key }) => key);
  for await (const point of dataPoints(folder)) {
    if (point.time < start || point.time >= end) {
      continue;
    }
    for (const { periodMs, sums } of byMetric.get(metricKey(point)) ?? []) {
      const at = point.time - (point.time % periodMs);
      sums.set(at, (sums.get(at) ?? 0) + point.value);
    }
  }
  const MetricDataResults = queries.map(({ id, sums }) => {
    // The newest first, CloudWatch's default.
    const points = [...sums].sort(([one], [other]) => other - one);
    return {
      Id: id,
      Label: id,
      StatusCode: "Complete",
      Timestamps: points.map(([at]) => at / 1_000),
      Values: points.map(([, sum]) => sum),
    };
  });
  return { MetricDataResults };
}

function queryOf(query: Properties) {
  const { Metric: asked, Period, Stat } = asProperties(query.MetricStat);
  const period = asNumber(Period);
  if (Stat !== "Sum" || period === undefined || period < 1) {
    throw new QueryError("The embedded stage answers MetricStat with Stat Sum and a Period alone.");
  }
  const { Namespace, MetricName, Dimensions } = asProperties(asked);
  const dimensions = asList(Dimensions)
    .map(asProperties)
    .map(({ Name, Value }) => [asText(Name), asText(Value)]);
  const key = metricKey({
    namespace: asText(Namespace),
    name: asText(MetricName),
    dimensions: Object.fromEntries(dimensions),
  });
  return { id: asText(query.Id), key, periodMs: period * 1_000, sums: new Map<number, number>() };
}

function refusalOf(error: unknown): [number, Properties] {
  if (error instanceof QueryError) {
    return [400, { __type: "InvalidParameterValueException", message: error.message }];
  }
  if (error instanceof SyntaxError) {
    return [400, { __type: "SerializationException" }];
  }
  return [500, { __type: "InternalServiceFault", message: "The metrics could not be read." }];
}

function send(response: ServerResponse, status: number, body: Properties): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify(body));
}
