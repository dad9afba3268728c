import {
  LogsQueryBuilder,
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from "@grafana/grafana-foundation-sdk/cloudwatch";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DataSourceRef } from "@grafana/grafana-foundation-sdk/common";
import type { Widget } from "../../components/dashboard-widget.ts";

/** The data source that the reader chooses when the dashboard is imported. */
export const DATA_SOURCE: DataSourceRef = { type: "cloudwatch", uid: variable("datasource") };

/** Where Grafana puts the value of one of the dashboard's variables. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** Queries of a panel, in the form of Grafana's data source for CloudWatch. */
export type Queries = Builder<Dataquery>[];

/** What a row of a metric widget's `metrics` ends with. */
interface Rendering {
  readonly id: string;
  readonly expression?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly visible?: boolean;
}

type MetricsRow = readonly [...string[], Rendering];

/**
 * The metrics and formulas of a metric widget. Formulas go on referring to the others by id, as in
 * CloudWatch; Grafana sends hidden queries along when they have an id.
 */
export function metricQueries({ properties }: Widget): Queries {
  const { metrics, region, period, stat } = properties as {
    metrics: readonly MetricsRow[];
    region: string;
    period: number;
    stat: string;
  };
  return metrics.map((row) => {
    const rendering = row.at(-1) as Rendering;
    const names = row.slice(0, -1) as string[];
    const query = new MetricsQueryBuilder()
      .queryMode(QueryMode.Metrics)
      .metricQueryType(MetricQueryType.Search)
      .datasource(DATA_SOURCE)
      .refId(rendering.id)
      .id(rendering.id)
      .region(region)
      .period(String(period))
      .statistic(rendering.stat ?? stat)
      .hide(rendering.visible === false);
    if (rendering.label !== undefined) {
      query.label(rendering.label);
    }
    return rendering.expression === undefined
      ? metric(query, names)
      : query
          .metricEditorMode(MetricEditorMode.Code)
          .expression(rendering.expression)
          .namespace("");
  });
}

function metric(query: MetricsQueryBuilder, names: readonly string[]): MetricsQueryBuilder {
  const [namespace = "", metricName = "", ...dimensions] = names;
  return query
    .metricEditorMode(MetricEditorMode.Builder)
    .namespace(namespace)
    .metricName(metricName)
    .dimensions(pairs(dimensions))
    .matchExact(true);
}

/** Names and values in turn as an object. Values are text: Grafana replaces no variable in a list. */
function pairs(dimensions: readonly string[]): Record<string, string> {
  const names = dimensions.filter((_, index) => index % 2 === 0);
  return Object.fromEntries(names.map((name, index) => [name, dimensions[2 * index + 1] ?? ""]));
}

/** The query of a log widget, whose log groups Grafana has beside the text. */
export function logQueries({ properties }: Widget): Queries {
  const { query, region } = properties as { query: string; region: string };
  const parts = query.split(" | ");
  const groups = parts.flatMap((part) => /^SOURCE '(.*)'$/.exec(part)?.[1] ?? []);
  const commands = parts.filter((part) => !part.startsWith("SOURCE "));
  const bins = [...query.matchAll(/\bbin\([^)]*\)/g)].map(([bin]) => bin);
  return [
    new LogsQueryBuilder()
      .queryMode(QueryMode.Logs)
      .datasource(DATA_SOURCE)
      .refId("logs")
      .id("logs")
      .region(region)
      .logGroupNames(groups)
      .statsGroups(bins)
      .expression(commands.join(" | ")),
  ];
}
