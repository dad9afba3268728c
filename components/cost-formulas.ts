import { COST_METRIC, METRICS_NAMESPACE, OPERATION_METRICS } from "../pricing/handler-metrics.ts";
import type { Rate } from "../pricing/money.ts";
import type { Prices } from "../pricing/prices.ts";
import { SERVICE_METRICS_NAMESPACE } from "../pricing/service-metrics.ts";
import type { Formula, MetricSeries } from "./dashboard-widget.ts";

/** Whose metrics are read. */
export interface MetricScope {
  readonly project: string;
  readonly stage: string;
  readonly eventApiId: string;
  readonly namespaces: readonly string[];
}

/** Whose cost is computed, and at what prices. */
export interface CostScope extends MetricScope {
  readonly prices: Prices;
}

/** US dollars for one unit as a decimal that metric math reads. */
export function unitPrice({ nanoDollars, per }: Rate): string {
  return (Number(nanoDollars) / Number(per) / 1e9).toFixed(12).replace(/\.?0+$/, "");
}

const MILLISECONDS_PER_MINUTE = 60_000;

/** A metric that the handlers of a namespace emit. */
export function handlerSeries(
  { project, stage, eventApiId }: MetricScope,
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
  { eventApiId }: MetricScope,
  metricName: string,
  id: string,
  namespace?: string,
): MetricSeries {
  const ofNamespace = namespace === undefined ? [] : ["ChannelNamespaceName", namespace];
  const dimensions = ["EventAPIId", eventApiId, ...ofNamespace];
  return { id, namespace: SERVICE_METRICS_NAMESPACE, metricName, dimensions };
}

/**
 * What dollars are computed from: what the handlers priced (`c0`, `c1`, ...), what AWS counted of the
 * same (inbound `i0`, publish handlers `p0`, subscribe handlers `v0`, subscribes `b0`, ...), what AWS
 * delivered (`o0`, ...), connects (`k`) and connection time in milliseconds (`t`).
 */
export function costSeries(scope: CostScope): MetricSeries[] {
  return [
    ...scope.namespaces.flatMap((namespace, index) => [
      handlerSeries(scope, namespace, COST_METRIC, `c${index}`),
      serviceSeries(scope, "InboundMessages", `i${index}`, namespace),
      serviceSeries(scope, "PublishedHandlerInvocations", `p${index}`, namespace),
      serviceSeries(scope, "SubscribeHandlerInvocations", `v${index}`, namespace),
      serviceSeries(scope, "SubscribeSuccess", `b${index}`, namespace),
      serviceSeries(scope, "OutboundMessages", `o${index}`, namespace),
    ]),
    ...connectionSeries(scope),
  ];
}

/** Connects (`k`) and connection time in milliseconds (`t`), which AWS counts for the API. */
export function connectionSeries(scope: CostScope): MetricSeries[] {
  return [
    serviceSeries(scope, "ConnectSuccess", "k"),
    serviceSeries(scope, "ConnectionDuration", "t"),
  ];
}

/**
 * Dollars of each namespace (`d0`, `d1`, ...) and of connections (`a`), which have no namespace. As in the
 * report, the larger of both counts is taken: what handlers lose before they write it is AWS's count (`s0`,
 * `s1`, ...) all the same.
 */
export function dollarFormulas({ namespaces, prices }: CostScope): Formula[] {
  const operation = unitPrice(prices.operation);
  return [
    ...namespaces.map((_, index) => {
      const counts = ["i", "p", "v", "b"].map((id) => `FILL(${id}${index},0)`);
      return { id: `s${index}`, expression: `(${counts.join("+")})*${operation}`, visible: false };
    }),
    ...namespaces.map((label, index) => {
      const metered = `FILL(c${index},0)`;
      const larger = `IF(s${index}>${metered},s${index},${metered})`;
      return { id: `d${index}`, expression: `${larger}+FILL(o${index},0)*${operation}`, label };
    }),
    { id: "a", expression: connectionDollars(prices), label: "connections" },
  ];
}

/** Dollars of connects (`k`) and connection-minutes (`t`). */
export function connectionDollars({ operation, connectionMinute }: Prices): string {
  const minute = unitPrice(connectionMinute);
  return `FILL(k,0)*${unitPrice(operation)}+FILL(t,0)/${MILLISECONDS_PER_MINUTE}*${minute}`;
}

/** Dollars of everything (`cost`), as a formula over the formulas of `dollarFormulas`. */
export function totalFormula({ namespaces }: CostScope): Formula {
  const terms = [...namespaces.map((_, index) => `d${index}`), "a"];
  return { id: "cost", expression: terms.join("+"), label: "US dollars" };
}

/** Dollars that handlers metered, and those that AWS's metrics add; needs `dollarFormulas`. */
export function basisFormulas({ namespaces }: CostScope): Formula[] {
  const metered = namespaces.map((_, index) => `FILL(c${index},0)`).join("+");
  const all = [...namespaces.map((_, index) => `d${index}`), "a"].join("+");
  return [
    { id: "metered", expression: metered, label: "metered by handlers" },
    { id: "estimated", expression: `(${all})-(${metered})`, label: "estimated from AWS metrics" },
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

/** AWS's own counts of what the handlers count, by kind of operation. */
const SERVICE_COUNTS = {
  inbound: ["InboundMessages"],
  handler: ["PublishedHandlerInvocations", "SubscribeHandlerInvocations"],
  subscribe: ["SubscribeSuccess"],
} as const satisfies Record<keyof typeof OPERATION_METRICS, readonly string[]>;

/** Series of all kinds of operation, and a formula with the dollars of each kind. */
export function kindWidgetParts(scope: CostScope): {
  readonly series: MetricSeries[];
  readonly formulas: Formula[];
} {
  const operation = unitPrice(scope.prices.operation);
  const kinds = Object.keys(OPERATION_METRICS) as (keyof typeof OPERATION_METRICS)[];
  const counted = kinds.map((kind) => countsOfKind(scope, kind));
  const outbound = scope.namespaces.map((namespace, index) =>
    serviceSeries(scope, "OutboundMessages", `outbound${index}`, namespace),
  );
  const delivered = outbound.map(({ id }) => `FILL(${id},0)`).join("+");
  const minute = unitPrice(scope.prices.connectionMinute);
  return {
    series: [...counted.flatMap(({ series }) => series), ...outbound, ...connectionSeries(scope)],
    formulas: [
      ...counted.map(({ kind, larger }) => ({
        id: `${kind}Usd`,
        expression: `(${larger.join("+")})*${operation}`,
        label: kind,
      })),
      { id: "outboundUsd", expression: `(${delivered})*${operation}`, label: "outbound" },
      { id: "connectUsd", expression: `FILL(k,0)*${operation}`, label: "connect" },
      {
        id: "minuteUsd",
        expression: `FILL(t,0)/${MILLISECONDS_PER_MINUTE}*${minute}`,
        label: "connection-minutes",
      },
    ],
  };
}

/** Both counts of a kind, and for each namespace the larger one as an expression. */
function countsOfKind(scope: CostScope, kind: keyof typeof OPERATION_METRICS) {
  const parts = scope.namespaces.map((namespace, index) => {
    const own = handlerSeries(scope, namespace, OPERATION_METRICS[kind], `${kind}${index}`);
    const service = SERVICE_COUNTS[kind].map((metricName, at) =>
      serviceSeries(scope, metricName, `${kind}${index}aws${at}`, namespace),
    );
    const aws = service.map(({ id }) => `FILL(${id},0)`).join("+");
    const larger = `IF(${aws}>FILL(${own.id},0),${aws},FILL(${own.id},0))`;
    return { series: [own, ...service], larger };
  });
  return {
    kind,
    series: parts.flatMap(({ series }) => series),
    larger: parts.map(({ larger }) => larger),
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
