import { COST_METRIC, METRICS_NAMESPACE, OPERATION_METRICS } from "../pricing/handler-metrics.ts";
import type { Rate } from "../pricing/money.ts";
import type { Prices } from "../pricing/prices.ts";
import { SERVICE_METRICS_NAMESPACE } from "../pricing/service-metrics.ts";
import type { Formula, MetricSeries } from "./dashboard-widget.ts";

/** Whose cost is computed. */
export interface CostScope {
  readonly project: string;
  readonly stage: string;
  readonly eventApiId: string;
  readonly namespaces: readonly string[];
  readonly prices: Prices;
}

/** US dollars for one unit as a decimal that metric math reads. */
export function unitPrice({ nanoDollars, per }: Rate): string {
  return (Number(nanoDollars) / Number(per) / 1e9).toFixed(12).replace(/\.?0+$/, "");
}

const MILLISECONDS_PER_MINUTE = 60_000;

/** A metric that the handlers of a namespace emit. */
export function handlerSeries(
  { project, stage, eventApiId }: CostScope,
  namespace: string,
  metricName: string,
  id: string,
): MetricSeries {
  const dimensions = [
    ...["service", `${project}-${namespace}`],
    ...["Stage", stage],
    ...["EventAPIId", eventApiId],
    ...["ChannelNamespaceName", namespace],
  ];
  return { id, namespace: METRICS_NAMESPACE, metricName, dimensions };
}

/** A metric of AppSync itself, of one namespace or, without one, of the API. */
export function serviceSeries(
  { eventApiId }: CostScope,
  metricName: string,
  id: string,
  namespace?: string,
): MetricSeries {
  const ofNamespace = namespace === undefined ? [] : ["ChannelNamespaceName", namespace];
  const dimensions = ["EventAPIId", eventApiId, ...ofNamespace];
  return { id, namespace: SERVICE_METRICS_NAMESPACE, metricName, dimensions };
}

/**
 * What dollars are computed from: what the handlers priced (`c0`, `c1`, ...), what AWS delivered
 * (`o0`, ...), connects (`k`) and connection time in milliseconds (`t`).
 */
export function costSeries(scope: CostScope): MetricSeries[] {
  return [
    ...scope.namespaces.flatMap((namespace, index) => [
      handlerSeries(scope, namespace, COST_METRIC, `c${index}`),
      serviceSeries(scope, "OutboundMessages", `o${index}`, namespace),
    ]),
    serviceSeries(scope, "ConnectSuccess", "k"),
    serviceSeries(scope, "ConnectionDuration", "t"),
  ];
}

/** Dollars of each namespace (`d0`, `d1`, ...) and of connections (`a`), which have no namespace. */
export function dollarFormulas({ namespaces, prices }: CostScope): Formula[] {
  const operation = unitPrice(prices.operation);
  return [
    ...namespaces.map((label, index) => ({
      id: `d${index}`,
      expression: `FILL(c${index},0)+FILL(o${index},0)*${operation}`,
      label,
    })),
    { id: "a", expression: connections(prices), label: "connections" },
  ];
}

function connections({ operation, connectionMinute }: Prices): string {
  const minute = unitPrice(connectionMinute);
  return `FILL(k,0)*${unitPrice(operation)}+FILL(t,0)/${MILLISECONDS_PER_MINUTE}*${minute}`;
}

/** Dollars of everything (`cost`), as a formula over the formulas of `dollarFormulas`. */
export function totalFormula({ namespaces }: CostScope): Formula {
  const terms = [...namespaces.map((_, index) => `d${index}`), "a"];
  return { id: "cost", expression: terms.join("+"), label: "US dollars" };
}

/** Dollars that handlers metered, and those that are estimated from AWS's metrics. */
export function basisFormulas({ namespaces, prices }: CostScope): Formula[] {
  const operation = unitPrice(prices.operation);
  const metered = namespaces.map((_, index) => `FILL(c${index},0)`);
  const outbound = namespaces.map((_, index) => `FILL(o${index},0)*${operation}`);
  return [
    { id: "metered", expression: metered.join("+"), label: "metered by handlers" },
    {
      id: "estimated",
      expression: [...outbound, connections(prices)].join("+"),
      label: "estimated from AWS metrics",
    },
  ];
}

// Hours that have begun in the month of the newest point, and the month's days. Metric math knows
// no "now", but the newest point of an hourly series is in the current hour.
const MONTH = "(YEAR(cost)*12+MONTH(cost))";
const THIS_MONTH = `${MONTH}==MAX${MONTH}`;
const SPENT = `SUM(IF(${THIS_MONTH},cost,0))`;
const HOURS = `MAX(IF(${THIS_MONTH},(DATE(cost)-1)*24+HOUR(cost)+1,0))`;
const FEBRUARY = "IF(YEAR(cost)/4==FLOOR(YEAR(cost)/4),29,28)";
const THIRTY = "MONTH(cost)==4 OR MONTH(cost)==6 OR MONTH(cost)==9 OR MONTH(cost)==11";
const DAYS = `MAX(IF(${THIS_MONTH},IF(MONTH(cost)==2,${FEBRUARY},IF(${THIRTY},30,31)),0))`;

/**
 * Month to date and projected month, from `cost` at a period of one hour over the last 31 days.
 * The projection takes the rest of the month to cost what its hours so far did on average.
 */
export function monthFormulas(): { readonly toDate: Formula; readonly projected: Formula } {
  return {
    toDate: { id: "spent", expression: `TIME_SERIES(${SPENT})`, label: "month to date" },
    projected: {
      id: "projected",
      expression: `TIME_SERIES(${SPENT}/${HOURS}*${DAYS}*24)`,
      label: "projected month",
    },
  };
}

/** Series of all kinds of operation, and a formula with the dollars of each kind. */
export function kindWidgetParts(scope: CostScope): {
  readonly series: MetricSeries[];
  readonly formulas: Formula[];
} {
  const operation = unitPrice(scope.prices.operation);
  const kinds = [...Object.entries(OPERATION_METRICS), ["outbound", "OutboundMessages"]] as const;
  const perNamespace = kinds.map(([kind, metricName]) => ({
    kind,
    series: scope.namespaces.map((namespace, index) =>
      kind === "outbound"
        ? serviceSeries(scope, metricName, `${kind}${index}`, namespace)
        : handlerSeries(scope, namespace, metricName, `${kind}${index}`),
    ),
  }));
  const connects = serviceSeries(scope, "ConnectSuccess", "k");
  const time = serviceSeries(scope, "ConnectionDuration", "t");
  const minute = unitPrice(scope.prices.connectionMinute);
  return {
    series: [...perNamespace.flatMap(({ series }) => series), connects, time],
    formulas: [
      ...perNamespace.map(({ kind, series }) => ({
        id: `${kind}Usd`,
        expression: `(${series.map(({ id }) => `FILL(${id},0)`).join("+")})*${operation}`,
        label: kind,
      })),
      { id: "connectUsd", expression: `FILL(k,0)*${operation}`, label: "connect" },
      {
        id: "minuteUsd",
        expression: `FILL(t,0)/${MILLISECONDS_PER_MINUTE}*${minute}`,
        label: "connection-minutes",
      },
    ],
  };
}

/** Series and formulas of the drift: handlers' inbound count less AWS's, per namespace. */
export function driftWidgetParts(scope: CostScope): {
  readonly series: MetricSeries[];
  readonly formulas: Formula[];
} {
  return {
    series: scope.namespaces.flatMap((namespace, index) => [
      handlerSeries(scope, namespace, OPERATION_METRICS.inbound, `h${index}`),
      serviceSeries(scope, "InboundMessages", `s${index}`, namespace),
    ]),
    formulas: scope.namespaces.map((label, index) => ({
      id: `drift${index}`,
      expression: `FILL(h${index},0)-FILL(s${index},0)`,
      label,
    })),
  };
}
