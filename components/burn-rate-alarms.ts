import {
  type CostScope,
  connectionDollars,
  connectionSeries,
  serviceSeries,
  totalFormula,
  unitPrice,
} from "./cost-formulas.ts";

/** A window over which spending is watched. */
export interface BurnRateWindow {
  readonly name: "fast" | "slow";
  readonly seconds: number;
  /** How many times the even pace of the budget. */
  readonly burnRate: number;
}

/**
 * Fast: 2 % of the month's budget within an hour. Slow: a day at twice the even pace, which spends
 * the budget by the middle of the month. Source of the method: Site Reliability Workbook, alerting
 * on burn rate with a short and a long window.
 */
export const BURN_RATE_WINDOWS: readonly BurnRateWindow[] = [
  { name: "fast", seconds: 3_600, burnRate: 14.4 },
  { name: "slow", seconds: 86_400, burnRate: 2 },
];

const SECONDS_PER_MONTH = 30 * 86_400;

/** Dollars within the window from which on the alarm goes off. */
export function burnRateThreshold(budgetUsd: number, window: BurnRateWindow): number {
  return (budgetUsd * window.burnRate * window.seconds) / SECONDS_PER_MONTH;
}

/** One query of an alarm on metric math. */
export interface AlarmQuery {
  readonly id: string;
  readonly label?: string;
  readonly returnData?: boolean;
  readonly expression?: string;
  readonly metric?: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly period: number;
    readonly stat: string;
  };
}

// CloudWatch User Guide, alarms on metric math: at most 10 metrics. Each namespace takes four, and
// connections take two.
const NAMESPACES_PER_ALARM = 2;

/** The namespaces in groups that one alarm can watch. */
export function alarmGroups(namespaces: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let start = 0; start < namespaces.length; start += NAMESPACES_PER_ALARM) {
    groups.push(namespaces.slice(start, start + NAMESPACES_PER_ALARM));
  }
  return groups;
}

/**
 * What an alarm computes: the dollars of the scope's namespaces and connections in a window, by AWS's own
 * counts. A handler that crashes, runs out of time or meters nothing is on the bill all the same, and the
 * alarm has to see it. A subscribe request counts as two operations, itself and its handler.
 */
export function burnRateQueries(scope: CostScope, window: BurnRateWindow): AlarmQuery[] {
  const series = [
    ...scope.namespaces.flatMap((namespace, index) => [
      serviceSeries(scope, "InboundMessages", `i${index}`, namespace),
      serviceSeries(scope, "PublishedHandlerInvocations", `p${index}`, namespace),
      serviceSeries(scope, "SubscribeHandlerInvocations", `v${index}`, namespace),
      serviceSeries(scope, "OutboundMessages", `o${index}`, namespace),
    ]),
    ...connectionSeries(scope),
  ];
  const metrics = series.map(({ id, namespace, metricName, dimensions }) => ({
    id,
    metric: {
      namespace,
      metricName,
      dimensions: pairs(dimensions),
      period: window.seconds,
      stat: "Sum",
    },
  }));
  const operation = unitPrice(scope.prices.operation);
  const formulas = scope.namespaces.map((_, index) => {
    const [inbound, publishes, subscribes, outbound] = ["i", "p", "v", "o"].map(
      (id) => `FILL(${id}${index},0)`,
    );
    const operations = `(${inbound}+${publishes}+2*${subscribes}+${outbound})`;
    return { id: `d${index}`, expression: `${operations}*${operation}` };
  });
  const connections = { id: "a", expression: connectionDollars(scope.prices) };
  const { id, expression, label = "" } = totalFormula(scope);
  return [...metrics, ...formulas, connections, { id, expression, label, returnData: true }];
}

function pairs(dimensions: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: dimensions.length / 2 }, (_, index) => [
      dimensions[index * 2] ?? "",
      dimensions[index * 2 + 1] ?? "",
    ]),
  );
}
