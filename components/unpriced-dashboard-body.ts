import { OPERATION_METRICS } from "../pricing/handler-metrics.ts";
import { handlerSeries, serviceSeries } from "./cost-formulas.ts";
import { type MetricSeries, metricWidget, type Widget } from "./dashboard-widget.ts";
import { type HealthScope, healthWidgets } from "./health-widgets.ts";

/** What the dashboard of a stage shows whose region has no known price. */
export interface UnpricedDashboardScope extends HealthScope {
  /** Why there is no price, and how to give one. */
  readonly unknownPrice: string;
}

const DAY = 86_400;

/**
 * The dashboard body of a stage without dollars: what the Event API is charged for, counted by day, and
 * the stage's health below. Pure.
 */
export function unpricedDashboardBody(scope: UnpricedDashboardScope): {
  readonly widgets: Widget[];
} {
  return { widgets: [heading(scope), operations(scope), ...healthWidgets(scope, 10)] };
}

function heading({ stage, unknownPrice }: UnpricedDashboardScope): Widget {
  const markdown =
    `# Operations of the Event API of stage ${stage}\nNo dollars are shown, and no alarm watches ` +
    `spending: ${unknownPrice}. Then deploy again.`;
  return { type: "text", x: 0, y: 0, width: 24, height: 3, properties: { markdown } };
}

function operations(scope: UnpricedDashboardScope): Widget {
  return metricWidget(
    { x: 0, y: 3, width: 24, height: 7 },
    {
      title: "Operations per namespace and day, and connects",
      region: scope.region,
      view: "timeSeries",
      stacked: true,
      period: DAY,
      start: "-P31D",
      end: "P0D",
    },
    [
      ...scope.namespaces.flatMap((namespace, index) => seriesOf(scope, namespace, index)),
      connects(scope),
    ],
  );
}

function seriesOf(scope: UnpricedDashboardScope, namespace: string, index: number): MetricSeries[] {
  const counted = Object.entries(OPERATION_METRICS).map(([kind, metricName]) => ({
    ...handlerSeries(scope, namespace, metricName, `${kind}${index}`),
    label: `${namespace} ${kind}`,
  }));
  const outbound = serviceSeries(scope, "OutboundMessages", `outbound${index}`, namespace);
  return [...counted, { ...outbound, label: `${namespace} outbound` }];
}

function connects(scope: UnpricedDashboardScope): MetricSeries {
  return { ...serviceSeries(scope, "ConnectSuccess", "connects"), label: "connects" };
}
