import {
  REFUSAL_CODES,
  REJECTED_METRIC,
  type RefusalCode,
  refusalField,
  SERVER_FAULTS_METRIC,
} from "../pricing/handler-metrics.ts";
import { handlerSeries, type MetricScope, serviceSeries } from "./cost-formulas.ts";
import { type MetricSeries, metricWidget, type Widget } from "./dashboard-widget.ts";

/** A namespace's function and where it logs. */
export interface HandlerNames {
  readonly namespace: string;
  readonly functionName: string;
  readonly logGroupName: string;
}

/** What the health row of a dashboard looks at. */
export interface HealthScope extends MetricScope {
  readonly region: string;
  readonly handlers: readonly HandlerNames[];
  /** Name under which the web ACL's metrics are kept; none without a web ACL. */
  readonly webAclMetricName?: string;
}

const PERIOD = 300;
const HEIGHT = 6;

/** The row at `y`: errors and server faults, throttles, p95, refusals by code, WAF blocks, connections. */
export function healthWidgets(scope: HealthScope, y: number): Widget[] {
  const widgets = [errors, throttles, duration, refusals, blocks, connections];
  return widgets.map((widget, index) => ({
    ...widget(scope),
    x: (index % 6) * 4,
    y,
    width: 4,
    height: HEIGHT,
  }));
}

const anywhere = { x: 0, y: 0, width: 4, height: HEIGHT };

function chart(scope: HealthScope, title: string, series: readonly MetricSeries[]): Widget {
  const options = { title, region: scope.region, view: "timeSeries", period: PERIOD } as const;
  return metricWidget(anywhere, options, series);
}

function functions({ handlers }: HealthScope, metricName: string, stat: string): MetricSeries[] {
  return handlers.map(({ namespace, functionName }, index) => ({
    id: `f${index}`,
    namespace: "AWS/Lambda",
    metricName,
    dimensions: ["FunctionName", functionName],
    stat,
    label: namespace,
  }));
}

function errors(scope: HealthScope): Widget {
  return chart(scope, "Errors", [
    ...functions(scope, "Errors", "Sum"),
    ...scope.namespaces.map((namespace, index) => ({
      ...handlerSeries(scope, namespace, SERVER_FAULTS_METRIC, `s${index}`),
      label: `${namespace} server faults`,
    })),
    { ...serviceSeries(scope, "5XXError", "p"), label: "API 5XX" },
    { ...serviceSeries(scope, "4XXError", "q"), label: "API 4XX" },
  ]);
}

function throttles(scope: HealthScope): Widget {
  return chart(scope, "Throttles", functions(scope, "Throttles", "Sum"));
}

function duration(scope: HealthScope): Widget {
  return chart(scope, "p95 of the handlers, ms", functions(scope, "Duration", "p95"));
}

// The codes are not metrics, which would cost by the code; the metric lines carry them.
function refusals({ handlers, region }: HealthScope): Widget {
  const sources = handlers.map(({ logGroupName }) => `SOURCE '${logGroupName}'`).join(" | ");
  const codes = Object.keys(REFUSAL_CODES) as RefusalCode[];
  const sums = codes.map((code) => `sum(${refusalField(code)}) as ${code}`);
  const lines = `ispresent(${REJECTED_METRIC}) or ispresent(${SERVER_FAULTS_METRIC})`;
  const query = `${sources} | filter ${lines} | stats ${sums.join(", ")} by bin(1h)`;
  const properties = { title: "Refusals by code", region, view: "timeSeries", query };
  return { type: "log", ...anywhere, properties };
}

function blocks(scope: HealthScope): Widget {
  const { webAclMetricName, region } = scope;
  if (webAclMetricName === undefined) {
    const markdown = "### WAF blocks\nThis stage has no web ACL.";
    return { type: "text", ...anywhere, properties: { markdown } };
  }
  const series = (metricName: string, id: string): MetricSeries => ({
    id,
    namespace: "AWS/WAFV2",
    metricName,
    dimensions: ["WebACL", webAclMetricName, "Region", region, "Rule", "ALL"],
  });
  return chart(scope, "WAF", [series("BlockedRequests", "b"), series("AllowedRequests", "w")]);
}

function connections(scope: HealthScope): Widget {
  return chart(scope, "Connections", [
    { ...serviceSeries(scope, "ActiveConnections", "n"), stat: "Maximum", label: "active" },
    { ...serviceSeries(scope, "ConnectClientError", "e"), label: "refused" },
  ]);
}
