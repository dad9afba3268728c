import { meteredUnits } from "./metered-units.ts";
import { QUOTAS, type QuotaName, type RaisedQuotas } from "./quotas.ts";
import type { Traffic, TrafficByNamespace } from "./traffic.ts";

/** A quota that the declared traffic would exceed. */
export interface QuotaExcess {
  readonly quota: QuotaName;
  /** The namespace at fault; absent when all namespaces together exceed a quota of the API. */
  readonly namespace?: string;
  readonly declared: number;
  readonly limit: number;
}

/** Demand on a quota by one namespace, or by the whole API. */
interface Demand {
  readonly quota: QuotaName;
  readonly namespace?: string;
  readonly declared: number;
}

const SECONDS_PER_DAY = 86_400;

/**
 * The quotas that the traffic of an API would exceed, and by what. Peaks count; where none is
 * declared the average does. `namespaceCount` is the number of namespaces of the API, with or
 * without declared traffic. Throws RangeError when a quota is raised that AWS does not raise.
 */
export function quotaExcesses(
  traffic: TrafficByNamespace,
  raised: RaisedQuotas = {},
  namespaceCount: number = Object.keys(traffic).length,
): QuotaExcess[] {
  for (const name of Object.keys(raised) as QuotaName[]) {
    if (!QUOTAS[name]?.adjustable) {
      throw new RangeError(
        `quota ${name}: AWS does not raise it; remove it from the raised quotas`,
      );
    }
  }
  const demands = [
    ...Object.entries(traffic).flatMap(([namespace, each]) => namespaceDemands(namespace, each)),
    ...apiDemands(traffic),
    { quota: "namespacesPerApi", declared: namespaceCount } as const,
  ];
  return demands
    .map((demand) => ({ ...demand, limit: raised[demand.quota] ?? QUOTAS[demand.quota].limit }))
    .filter(({ declared, limit }) => declared > limit);
}

/** A quota excess in words: what would be exceeded and by how much, and what to do about it. */
export function explainQuotaExcess({ quota, namespace, declared, limit }: QuotaExcess): {
  readonly found: string;
  readonly fix: string;
} {
  const { what, unit, adjustable, source } = QUOTAS[quota];
  const where = namespace === undefined ? "all namespaces together" : `namespace ${namespace}`;
  const over = `${number(declared - limit)} (${number((declared / limit - 1) * 100)} %)`;
  return {
    found:
      `${what}: ${where} would need ${number(declared)} ${unit}, the quota is ` +
      `${number(limit)}, exceeded by ${over} (${source})`,
    fix: adjustable
      ? `lower the traffic, or have Service Quotas raise it and set raisedQuotas.${quota}`
      : "lower the traffic; AWS does not raise this quota",
  };
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}

function publishesPerSecond(traffic: Traffic): number {
  const average = traffic.publishesPerSecond ?? (traffic.publishesPerDay ?? 0) / SECONDS_PER_DAY;
  return Math.max(average, traffic.peak?.publishesPerSecond ?? 0);
}

function namespaceDemands(namespace: string, traffic: Traffic): Demand[] {
  const bytes = Math.max(traffic.eventBytes, traffic.deliveredEventBytes ?? 0);
  const { publishesPerSecondPerConnection = 0, subscriptionsPerConnection = 0 } =
    traffic.peak ?? {};
  const demands: Record<string, number> & { [name in QuotaName]?: number } = {
    eventsPerPublish: traffic.eventsPerPublish,
    eventBytes: bytes,
    publishBytes: traffic.eventsPerPublish * traffic.eventBytes,
    publishesPerSecondPerConnection,
    subscriptionsPerConnection,
  };
  return (Object.entries(demands) as [QuotaName, number][]).map(([quota, declared]) => ({
    quota,
    namespace,
    declared,
  }));
}

function apiDemands(traffic: TrafficByNamespace): Demand[] {
  const all = Object.values(traffic);
  const sum = (demand: (each: Traffic) => number) =>
    all.reduce((total, each) => total + demand(each), 0);
  const events = (each: Traffic) => publishesPerSecond(each) * each.eventsPerPublish;
  const outbound = (each: Traffic) =>
    events(each) * each.subscribers * meteredUnits(each.deliveredEventBytes ?? each.eventBytes);
  return [
    { quota: "inboundEventsPerSecond", declared: sum(events) },
    { quota: "outboundMessagesPerSecond", declared: sum(outbound) },
    { quota: "requestTokensPerSecond", declared: sum(publishesPerSecond) },
    { quota: "connectsPerSecond", declared: sum((each) => each.peak?.connectsPerSecond ?? 0) },
  ];
}
