import {
  CustomVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { costDashboardBody } from "../../components/cost-dashboard-body.ts";
import type { Widget } from "../../components/dashboard-widget.ts";
import { unpricedDashboardBody } from "../../components/unpriced-dashboard-body.ts";
import { METRICS_NAMESPACE, OPERATION_METRICS } from "../../pricing/handler-metrics.ts";
import type { Prices } from "../../pricing/prices.ts";
import { grafanaPanel } from "./grafana-panels.ts";
import { DATA_SOURCE, variable } from "./grafana-queries.ts";

/** The stage that a dashboard is for. */
export interface GrafanaStage {
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  readonly namespaces: readonly string[];
  /** Without them the dashboard counts operations and shows no dollars. */
  readonly prices?: Prices;
  /** Why there are no prices, and how to give them. */
  readonly unknownPrice: string;
  readonly budgetUsd?: number;
}

type PriceKey = "prices" | "unknownPrice";

// Dashboard uid: at most 40 letters, digits, hyphens and underscores (Grafana, Dashboard JSON model).
const MAX_UID = 40;

/**
 * The CloudWatch dashboard of a stage as a Grafana dashboard (classic JSON model): each widget a panel
 * over the same metrics with the same metric math. Pure. Region, stage and Event API are variables of
 * the dashboard; the API's id is read from the stage's metrics, so that it need not be known here.
 */
export function grafanaDashboard(stage: GrafanaStage): Dashboard {
  const widgets = widgetsOf(stage);
  const builder = new DashboardBuilder(`Cost of stage ${stage.stage} (${stage.project})`)
    .uid(`${stage.project}-cost-${stage.stage}`.slice(0, MAX_UID))
    .tags([stage.project, "cost"])
    .editable()
    .timezone("utc")
    .description(
      `One load asks CloudWatch for ${metricsOf(widgets)} metrics, which it charges for.`,
    )
    // Not refreshed by itself: CloudWatch charges for every metric that Grafana asks for.
    .time({ from: "now-24h", to: "now" });
  for (const each of variables(stage)) {
    builder.withVariable(each);
  }
  for (const [index, widget] of widgets.entries()) {
    builder.withPanel(grafanaPanel(widget, index + 1));
  }
  return builder.build();
}

function widgetsOf({ prices, unknownPrice, ...stage }: GrafanaStage): readonly Widget[] {
  const scope = scopeOf(stage);
  return prices
    ? costDashboardBody({ ...scope, prices }).widgets
    : unpricedDashboardBody({ ...scope, unknownPrice }).widgets;
}

/** How many metrics the widgets ask for; formulas over them are free. */
function metricsOf(widgets: readonly Widget[]): number {
  return widgets
    .flatMap(({ properties }) => (properties.metrics ?? []) as readonly unknown[][])
    .filter((row) => row.length > 1).length;
}

/** A stage whose metrics are looked up by the variables of the dashboard. */
function scopeOf({ project, stage, region: _, ...others }: Omit<GrafanaStage, PriceKey>) {
  const physical = (stageName: string, name: string) => [project, stageName, name].join("-");
  const chosen = variable("stage");
  return {
    ...others,
    project,
    stage: chosen,
    region: variable("region"),
    eventApiId: variable("eventApi"),
    handlers: others.namespaces.map((namespace) => ({
      namespace,
      functionName: physical(chosen, namespace),
      // Grafana replaces a log group by the variable's value alone where its name holds one.
      logGroupName: `/aws/lambda/${physical(stage, namespace)}`,
    })),
    webAclMetricName: physical(chosen, "web-acl"),
  };
}

function variables({ stage, region }: GrafanaStage) {
  const only = (value: string) => ({ text: value, value, selected: true });
  return [
    new DatasourceVariableBuilder("datasource").label("CloudWatch").type("cloudwatch"),
    new CustomVariableBuilder("region").label("Region").values(region).current(only(region)),
    new CustomVariableBuilder("stage").label("Stage").values(stage).current(only(stage)),
    new QueryVariableBuilder("eventApi")
      .label("Event API")
      .datasource(DATA_SOURCE)
      .query({
        refId: "EventApi",
        queryType: "dimensionValues",
        region: variable("region"),
        namespace: METRICS_NAMESPACE,
        metricName: OPERATION_METRICS.inbound,
        dimensionKey: "EventAPIId",
        dimensionFilters: { Stage: variable("stage") },
      })
      .refresh(VariableRefresh.OnDashboardLoad)
      .sort(VariableSort.AlphabeticalAsc),
  ];
}
