import {
  type CloudWatchClient,
  type Dimension,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import { METRICS_NAMESPACE, OPERATION_METRICS } from "../pricing/handler-metrics.ts";
import type { OperationKind } from "../pricing/operations.ts";
import {
  CHARGED_METRICS,
  SERVICE_METRICS,
  SERVICE_METRICS_NAMESPACE,
} from "../pricing/service-metrics.ts";
import type { Month } from "./month.ts";
import { type MonthUsage, type Usage, UsageSum } from "./usage.ts";

/** A series to sum by day, and what it counts. */
interface Series {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Dimension[];
  readonly usage: Omit<Usage, "quantity" | "day">;
}

/**
 * An Event API and its channel namespaces. CloudWatch lists no metric that is older than two weeks
 * (CloudWatch API Reference, ListMetrics), so an API without publishes is only found when it is named.
 */
export interface KnownEventApi {
  readonly eventApiId: string;
  readonly namespaces: readonly string[];
}

const SECONDS_PER_DAY = 86_400;
// CloudWatch API reference, GetMetricData: at most 500 queries in one request.
const QUERIES_PER_REQUEST = 500;
const API_METRICS: ReadonlySet<string> = new Set(SERVICE_METRICS.api);

/**
 * Reads a month of a deployed stage from CloudWatch: the handlers' metrics of the stage, and AWS's
 * own metrics of the Event APIs that those name. Errors of the client are the caller's to explain.
 *
 * @param known An API whose own metrics are read, whether its handlers reported lately or not.
 */
export async function cloudWatchUsage(
  client: CloudWatchClient,
  stage: string,
  month: Month,
  known?: KnownEventApi,
): Promise<MonthUsage> {
  const handlers = await handlerSeries(client, stage);
  const series = [...handlers, ...serviceSeries(handlers, known)];
  const sum = new UsageSum();
  for (let start = 0; start < series.length; start += QUERIES_PER_REQUEST) {
    await addSums(client, series.slice(start, start + QUERIES_PER_REQUEST), month, sum);
  }
  return {
    usage: sum.usage().filter(({ quantity }) => quantity > 0n),
    notes: ["Connections that are still open are not in AWS's ConnectionDuration yet."],
    origin: "Amazon CloudWatch",
  };
}

async function handlerSeries(client: CloudWatchClient, stage: string): Promise<Series[]> {
  const kinds = new Map<string, OperationKind>(
    Object.entries(OPERATION_METRICS).map(([kind, name]) => [name, kind as OperationKind]),
  );
  const found: Series[] = [];
  const query = { Namespace: METRICS_NAMESPACE, Dimensions: [{ Name: "Stage", Value: stage }] };
  for await (const page of paginateListMetrics({ client }, query)) {
    for (const { MetricName: metricName = "", Dimensions: dimensions = [] } of page.Metrics ?? []) {
      const kind = kinds.get(metricName);
      const eventApiId = dimensionValue(dimensions, "EventAPIId");
      const namespace = dimensionValue(dimensions, "ChannelNamespaceName");
      if (!kind || !eventApiId || !namespace) {
        continue;
      }
      const usage = { eventApiId, namespace, kind, source: "handler" as const };
      found.push({ namespace: METRICS_NAMESPACE, metricName, dimensions, usage });
    }
  }
  return found;
}

/** AWS's own series of the APIs and namespaces that the handlers report on. */
function serviceSeries(handlers: readonly Series[], known?: KnownEventApi): Series[] {
  const named = (known?.namespaces ?? []).map((namespace) => ({
    eventApiId: known?.eventApiId ?? "",
    namespace,
  }));
  const subjects = [...handlers.map(({ usage }) => usage), ...named];
  const pairs = new Map(subjects.map((subject) => [key(subject), subject]));
  const apis = new Set([
    ...subjects.map(({ eventApiId }) => eventApiId),
    ...(known ? [known.eventApiId] : []),
  ]);
  const inNamespace = Object.entries(CHARGED_METRICS).filter(([name]) => !API_METRICS.has(name));
  const inApi = Object.entries(CHARGED_METRICS).filter(([name]) => API_METRICS.has(name));
  const source = "service" as const;
  return [
    ...[...pairs.values()].flatMap(({ eventApiId, namespace = "" }) =>
      inNamespace.map(([metricName, kind]) => ({
        namespace: SERVICE_METRICS_NAMESPACE,
        metricName,
        dimensions: [
          { Name: "EventAPIId", Value: eventApiId },
          { Name: "ChannelNamespaceName", Value: namespace },
        ],
        usage: { eventApiId, namespace, kind, source },
      })),
    ),
    ...[...apis].flatMap((eventApiId) =>
      inApi.map(([metricName, kind]) => ({
        namespace: SERVICE_METRICS_NAMESPACE,
        metricName,
        dimensions: [{ Name: "EventAPIId", Value: eventApiId }],
        usage: { eventApiId, kind, source },
      })),
    ),
  ];
}

async function addSums(
  client: CloudWatchClient,
  series: readonly Series[],
  month: Month,
  sum: UsageSum,
): Promise<void> {
  const queries = series.map(
    (each, index): MetricDataQuery => ({
      Id: `s${index}`,
      MetricStat: {
        Metric: {
          Namespace: each.namespace,
          MetricName: each.metricName,
          Dimensions: each.dimensions,
        },
        Period: SECONDS_PER_DAY,
        Stat: "Sum",
      },
    }),
  );
  const request = { MetricDataQueries: queries, StartTime: month.start, EndTime: month.end };
  for await (const page of paginateGetMetricData({ client }, request)) {
    for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const usage = series[Number(Id.slice(1))]?.usage;
      if (!usage) {
        continue;
      }
      for (const [index, time] of Timestamps.entries()) {
        sum.add({ ...usage, day: time.toISOString().slice(0, 10) }, Values[index] ?? 0);
      }
    }
  }
}

function key({ eventApiId, namespace }: Pick<Usage, "eventApiId" | "namespace">): string {
  return JSON.stringify([eventApiId, namespace]);
}

function dimensionValue(dimensions: readonly Dimension[], name: string): string | undefined {
  return dimensions.find((dimension) => dimension.Name === name)?.Value;
}
