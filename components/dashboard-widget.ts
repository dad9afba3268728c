/** A metric of a widget, or of an alarm: what is summed under an id that formulas use. */
export interface MetricSeries {
  readonly id: string;
  readonly namespace: string;
  readonly metricName: string;
  /** Names and values in turn. */
  readonly dimensions: readonly string[];
  readonly stat?: string;
  readonly label?: string;
  readonly visible?: boolean;
}

/** A metric math formula over the ids of series and other formulas. */
export interface Formula {
  readonly id: string;
  readonly expression: string;
  readonly label?: string;
  readonly visible?: boolean;
}

/** A widget's place on the 24 columns of a dashboard. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A widget in the form of a dashboard body. */
export interface Widget extends Place {
  readonly type: "metric" | "text" | "log";
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A metric widget's properties beside its metrics. */
export interface MetricWidgetOptions {
  readonly title: string;
  readonly region: string;
  readonly view: "timeSeries" | "singleValue" | "gauge" | "bar" | "pie";
  readonly period: number;
  readonly [property: string]: unknown;
}

/**
 * A widget that shows series and formulas.
 * Source: CloudWatch API Reference, Dashboard Body Structure and Syntax.
 */
export function metricWidget(
  place: Place,
  { ...options }: MetricWidgetOptions,
  series: readonly MetricSeries[],
  formulas: readonly Formula[] = [],
): Widget {
  const metrics = [...series.map(metricRow), ...formulas.map((formula) => [{ ...formula }])];
  return { type: "metric", ...place, properties: { stat: "Sum", ...options, metrics } };
}

function metricRow({ namespace, metricName, dimensions, ...rendering }: MetricSeries) {
  return [namespace, metricName, ...dimensions, rendering];
}

/** Series that only formulas use. */
export function hidden<Item extends MetricSeries | Formula>(items: readonly Item[]): Item[] {
  return items.map((item) => ({ ...item, visible: false }));
}
