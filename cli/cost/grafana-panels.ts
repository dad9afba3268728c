import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type GridPos,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from "@grafana/grafana-foundation-sdk/dashboard";
import * as gauge from "@grafana/grafana-foundation-sdk/gauge";
import * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as text from "@grafana/grafana-foundation-sdk/text";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { MetricWidgetOptions, Widget } from "../../components/dashboard-widget.ts";
import { DATA_SOURCE, logQueries, metricQueries, type Queries } from "./grafana-queries.ts";

// Rows are less high in Grafana, so that the heading needs more of them.
const HEADING_ROWS = 2;

/** A widget of the CloudWatch dashboard as a panel with the same place, metrics and formulas. */
export function grafanaPanel(widget: Widget, id: number): Builder<Panel> {
  const panel = panelOf(widget).build();
  return { build: () => ({ ...panel, id }) };
}

function panelOf(widget: Widget): Builder<Panel> {
  switch (widget.type) {
    case "text": {
      const { markdown } = widget.properties as { markdown: string };
      return new text.PanelBuilder()
        .mode(text.TextMode.Markdown)
        .content(markdown)
        .transparent(true)
        .gridPos(place(widget));
    }
    case "log":
      return common(new timeseries.PanelBuilder(), widget, logQueries(widget));
    case "metric":
      return metricPanel(widget);
  }
}

function place({ x, y, width, height }: Widget): GridPos {
  return y === 0
    ? { x, y, w: width, h: height + HEADING_ROWS }
    : { x, y: y + HEADING_ROWS, w: width, h: height };
}

function metricPanel(widget: Widget): Builder<Panel> {
  const options = widget.properties as MetricWidgetOptions;
  const queries = metricQueries(widget);
  switch (options.view) {
    case "singleValue":
      return common(new stat.PanelBuilder(), widget, queries)
        .graphMode(BigValueGraphMode.None)
        .reduceOptions(reduced("lastNotNull"));
    case "gauge":
      return gaugePanel(widget, options, queries);
    case "pie":
      return common(new piechart.PanelBuilder(), widget, queries)
        .displayLabels([piechart.PieChartLabels.Percent])
        .reduceOptions(reduced("sum"));
    case "bar":
      return common(new bargauge.PanelBuilder(), widget, queries)
        .orientation(VizOrientation.Horizontal)
        .reduceOptions(reduced("sum"));
    case "timeSeries":
      return timeSeriesPanel(widget, options, queries);
  }
}

function gaugePanel(widget: Widget, options: MetricWidgetOptions, queries: Queries) {
  const { yAxis, annotations } = options as unknown as {
    yAxis: { left: { min: number; max: number } };
    annotations: { horizontal: { value: number }[] };
  };
  const steps = [
    { value: null, color: "green" },
    ...annotations.horizontal.map(({ value }) => ({ value, color: "red" })),
  ];
  return common(new gauge.PanelBuilder(), widget, queries)
    .min(yAxis.left.min)
    .max(yAxis.left.max)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .reduceOptions(reduced("lastNotNull"));
}

function timeSeriesPanel(widget: Widget, options: MetricWidgetOptions, queries: Queries) {
  const panel = common(new timeseries.PanelBuilder(), widget, queries);
  if (options.stacked !== true) {
    return panel;
  }
  return panel
    .fillOpacity(50)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
}

function reduced(calculation: string): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().values(false).calcs([calculation]);
}

/** What panels of all kinds have; the builders share no type that says so. */
interface CommonBuilder {
  title(title: string): this;
  datasource(datasource: typeof DATA_SOURCE): this;
  gridPos(place: GridPos): this;
  targets(queries: Queries): this;
  unit(unit: string): this;
  timeFrom(time: string): this;
  hideTimeOverride(hide: boolean): this;
}

function common<Builder extends CommonBuilder>(
  builder: Builder,
  widget: Widget,
  queries: Queries,
): Builder {
  const { title, start } = widget.properties as { title: string; start?: string };
  builder.title(title).datasource(DATA_SOURCE).gridPos(place(widget)).targets(queries);
  builder.unit(unitOf(title));
  // An ISO 8601 duration such as -P31D is 31d in Grafana.
  const days = /^-P(\d+)D$/.exec(start ?? "")?.[1];
  return days === undefined ? builder : builder.timeFrom(`${days}d`).hideTimeOverride(true);
}

/** Grafana's name of a unit, which CloudWatch has in the title alone. */
function unitOf(title: string): string {
  if (title.includes("US dollars")) {
    return "currencyUSD";
  }
  return title.endsWith(", ms") ? "ms" : "short";
}
