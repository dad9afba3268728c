import type { Lever } from "../pricing/advice/lever.ts";
import { MAXIMUM_EVENTS_PER_PUBLISH } from "../pricing/event-size.ts";
import { cost } from "../pricing/money.ts";
import type { Prices } from "../pricing/prices.ts";
import type { TrafficByNamespace } from "../pricing/traffic.ts";
import type { NamespaceReport, StageReport } from "./stage-report.ts";
import type { UsageKind } from "./usage.ts";

/** Subscriptions of an event that are more than declared are suspect from this share on. */
const MORE_THAN_DECLARED = 1.1;

/** Minutes of connections for each delivery from which on they count as idle. */
const IDLE_MINUTES = 10n;

/** Levers that a month's metrics show. Dollars are those of the month that was measured. */
export function measuredLevers(report: StageReport, declared: TrafficByNamespace): Lever[] {
  // What is saved from now on is saved at the newest price.
  const prices = report.prices.at(-1);
  if (!prices) {
    return [];
  }
  return [
    ...report.namespaces.flatMap((each) => [
      ...measuredBatches(prices, each),
      ...measuredFanOut(prices, each, declared),
    ]),
    ...measuredConnections(prices, report),
  ];
}

function measuredBatches(prices: Prices, namespace: NamespaceReport): Lever[] {
  const inbound = quantity(namespace, "inbound");
  const publishes = quantity(namespace, "handler") - quantity(namespace, "subscribe");
  if (publishes <= 0n || inbound === 0n) {
    return [];
  }
  const most = BigInt(MAXIMUM_EVENTS_PER_PUBLISH);
  const least = (inbound + most - 1n) / most;
  if (publishes <= least) {
    return [];
  }
  return [
    {
      lever: "batch-size",
      where: `namespace ${namespace.namespace}`,
      found: `${publishes} publishes brought ${inbound} metered units, ${perOne(inbound, publishes)} in each`,
      advice:
        "publish up to five events of a channel in one request; they then wait for one another",
      saves: cost(publishes - least, prices.operation),
      from: "metrics",
    },
  ];
}

function measuredFanOut(
  prices: Prices,
  namespace: NamespaceReport,
  declared: TrafficByNamespace,
): Lever[] {
  const inbound = quantity(namespace, "inbound");
  const outbound = quantity(namespace, "outbound");
  const expected = declared[namespace.namespace ?? ""]?.subscribers;
  if (expected === undefined || inbound === 0n) {
    return [];
  }
  const planned = BigInt(Math.ceil(Number(inbound) * expected));
  if (Number(outbound) <= Number(planned) * MORE_THAN_DECLARED) {
    return [];
  }
  return [
    {
      lever: "overlapping-subscriptions",
      where: `namespace ${namespace.namespace}`,
      found: `an event was delivered ${perOne(outbound, inbound)} times, and ${expected} are declared`,
      advice:
        "look for clients that hold a wildcard and a channel under it, or the same channel twice; else declare what is",
      saves: cost(outbound - planned, prices.operation),
      from: "metrics",
    },
  ];
}

function measuredConnections(prices: Prices, { namespaces }: StageReport): Lever[] {
  const all = (kind: UsageKind) => namespaces.reduce((sum, each) => sum + quantity(each, kind), 0n);
  const minutes = all("connectionMinute");
  const outbound = all("outbound");
  if (minutes === 0n || outbound * IDLE_MINUTES >= minutes) {
    return [];
  }
  return [
    {
      lever: "idle-connections",
      where: "whole API",
      found: `${minutes} connection-minutes received ${outbound} metered units`,
      advice:
        "close the WebSocket while nobody looks, as in a hidden tab, and connect again when asked",
      saves: cost(minutes, prices.connectionMinute),
      from: "metrics",
    },
  ];
}

function quantity({ kinds }: NamespaceReport, kind: UsageKind): bigint {
  return kinds.find((each) => each.kind === kind)?.quantity ?? 0n;
}

function perOne(quantity: bigint, of: bigint): string {
  return (Number(quantity) / Number(of)).toLocaleString("en-US", { maximumFractionDigits: 1 });
}
