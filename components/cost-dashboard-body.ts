import { displayUsd, fromUsd } from "../pricing/money.ts";
import {
  basisFormulas,
  type CostScope,
  costSeries,
  dollarFormulas,
  driftWidgetParts,
  kindWidgetParts,
  monthFormulas,
  totalFormula,
} from "./cost-formulas.ts";
import { hidden, metricWidget, type Widget } from "./dashboard-widget.ts";
import { type HealthScope, healthWidgets } from "./health-widgets.ts";

/** What a stage's dashboard shows. */
export interface DashboardScope extends CostScope, HealthScope {
  readonly budgetUsd?: number;
}

const HOUR = 3_600;
const DAY = 86_400;
// 31 days always reach back to the first of the month.
const MONTH = { start: "-P31D", end: "P0D" };

/** The dashboard body of a stage: cost on top, health below. Pure. */
export function costDashboardBody(scope: DashboardScope): { readonly widgets: Widget[] } {
  return {
    widgets: [
      heading(scope),
      toDate(scope),
      projected(scope),
      basis(scope),
      perNamespace(scope),
      topKinds(scope),
      drift(scope),
      ...healthWidgets(scope, 15),
    ],
  };
}

function heading({ stage, budgetUsd, prices }: DashboardScope): Widget {
  const budget =
    budgetUsd === undefined
      ? ""
      : ` Budget of the whole stage: ${displayUsd(fromUsd(budgetUsd))} a month.`;
  const markdown =
    `# Cost of the Event API of stage ${stage}\nMetered by the handlers, or AWS's own count where it is ` +
    `larger; fan-out and connections estimated from AWS's metrics. Prices of ${prices.region} from ${prices.effectiveFrom}.${budget} ` +
    "Not in here: the stage's other resources (Lambda, WAF, CloudWatch, tables; see the forecast), and " +
    "what AWS does not say in public.";
  return { type: "text", x: 0, y: 0, width: 24, height: 2, properties: { markdown } };
}

/** Hidden series and formulas that add up to `cost`. */
function costParts(scope: DashboardScope) {
  const formulas = [...dollarFormulas(scope), totalFormula(scope)];
  return { series: hidden(costSeries(scope)), formulas: hidden(formulas) };
}

function toDate(scope: DashboardScope): Widget {
  const { series, formulas } = costParts(scope);
  return metricWidget(
    { x: 0, y: 2, width: 6, height: 5 },
    {
      title: "Event API: month to date, US dollars",
      region: scope.region,
      view: "singleValue",
      period: HOUR,
      ...MONTH,
    },
    series,
    [...formulas, monthFormulas().toDate],
  );
}

function projected(scope: DashboardScope): Widget {
  const { series, formulas } = costParts(scope);
  const { budgetUsd } = scope;
  const gauge =
    budgetUsd === undefined
      ? { view: "singleValue" as const }
      : {
          view: "gauge" as const,
          yAxis: { left: { min: 0, max: budgetUsd * 2 } },
          annotations: { horizontal: [{ label: "Budget", value: budgetUsd, fill: "above" }] },
        };
  return metricWidget(
    { x: 6, y: 2, width: 9, height: 5 },
    {
      title: "Event API: projected month against the stage's budget, US dollars",
      region: scope.region,
      period: HOUR,
      ...MONTH,
      ...gauge,
    },
    series,
    [...formulas, monthFormulas().projected],
  );
}

function basis(scope: DashboardScope): Widget {
  return metricWidget(
    { x: 15, y: 2, width: 9, height: 5 },
    {
      title: "Event API: metered and estimated, US dollars",
      region: scope.region,
      view: "pie",
      period: DAY,
      setPeriodToTimeRange: true,
      ...MONTH,
    },
    hidden(costSeries(scope)),
    [...hidden(dollarFormulas(scope)), ...basisFormulas(scope)],
  );
}

function perNamespace(scope: DashboardScope): Widget {
  return metricWidget(
    { x: 0, y: 7, width: 12, height: 8 },
    {
      title: "US dollars per namespace and day",
      region: scope.region,
      view: "timeSeries",
      stacked: true,
      period: DAY,
      ...MONTH,
    },
    hidden(costSeries(scope)),
    dollarFormulas(scope),
  );
}

function topKinds(scope: DashboardScope): Widget {
  const { series, formulas } = kindWidgetParts(scope);
  return metricWidget(
    { x: 12, y: 7, width: 6, height: 8 },
    {
      title: "Top kinds of operation, US dollars",
      region: scope.region,
      view: "bar",
      period: DAY,
      setPeriodToTimeRange: true,
      ...MONTH,
    },
    hidden(series),
    formulas,
  );
}

function drift(scope: DashboardScope): Widget {
  const { series, formulas } = driftWidgetParts(scope);
  return metricWidget(
    { x: 18, y: 7, width: 6, height: 8 },
    {
      title: "Drift: handlers' inbound less AWS's",
      region: scope.region,
      view: "timeSeries",
      period: DAY,
      ...MONTH,
    },
    hidden(series),
    formulas,
  );
}
