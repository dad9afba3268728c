import { assumptionValues } from "../assumptions.ts";
import { MAXIMUM_EVENTS_PER_PUBLISH } from "../event-size.ts";
import type { ForecastInput } from "../forecast-input.ts";
import { METERED_UNIT_BYTES } from "../metered-units.ts";
import { cost } from "../money.ts";
import { type MonthlyUsage, monthlyUsage } from "../monthly-usage.ts";
import { knownPrices } from "../prices.ts";
import type { Traffic } from "../traffic.ts";
import type { Lever } from "./lever.ts";
import { savingOf, withTraffic } from "./what-if.ts";

/** An event is just over a unit while it takes no more than this share of the next one. */
const JUST_OVER = 0.2;

/** Connections are idle while a client receives less than one event in this many minutes. */
const IDLE_MINUTES = 10;

/**
 * Levers that declared traffic shows.
 *
 * @param wildcards Namespaces whose channels can be subscribed to by a wildcard.
 */
export function trafficLevers(input: ForecastInput, wildcards: ReadonlySet<string>): Lever[] {
  return Object.entries(input.traffic).flatMap(([namespace, traffic]) => [
    ...eventSize(input, namespace, traffic),
    ...batches(input, namespace, traffic),
    ...(wildcards.has(namespace) ? subscriptions(input, namespace, traffic) : []),
    ...idleConnections(input, namespace, traffic),
  ]);
}

function eventSize(input: ForecastInput, namespace: string, traffic: Traffic): Lever[] {
  const { eventBytes, deliveredEventBytes = eventBytes } = traffic;
  const trimmed = {
    eventBytes: trimmedBytes(eventBytes),
    deliveredEventBytes: trimmedBytes(deliveredEventBytes),
  };
  if (trimmed.eventBytes === eventBytes && trimmed.deliveredEventBytes === deliveredEventBytes) {
    return [];
  }
  const over = Math.max(
    eventBytes - trimmed.eventBytes,
    deliveredEventBytes - trimmed.deliveredEventBytes,
  );
  return lever({
    lever: "event-size",
    where: `namespace ${namespace}`,
    found: `events of ${number(Math.max(eventBytes, deliveredEventBytes))} bytes are ${number(over)} over a unit of 5 KB, and each is metered as one more`,
    advice: `take ${number(over)} bytes out of the event: shorter keys, or an id in place of what subscribers can fetch`,
    saves: savingOf(input, withTraffic(input, namespace, trimmed)),
  });
}

/** Bytes cut down to whole units where they are just over them. */
function trimmedBytes(bytes: number): number {
  const units = Math.floor(bytes / METERED_UNIT_BYTES);
  const over = bytes - units * METERED_UNIT_BYTES;
  return units > 0 && over > 0 && over <= JUST_OVER * METERED_UNIT_BYTES ? bytes - over : bytes;
}

function batches(input: ForecastInput, namespace: string, traffic: Traffic): Lever[] {
  const { eventsPerPublish, publishesPerSecond, publishesPerDay } = traffic;
  const ratio = eventsPerPublish / MAXIMUM_EVENTS_PER_PUBLISH;
  if (ratio >= 1) {
    return [];
  }
  const rates =
    publishesPerDay === undefined
      ? { publishesPerSecond: (publishesPerSecond ?? 0) * ratio }
      : { publishesPerDay: publishesPerDay * ratio };
  const full = { ...rates, eventsPerPublish: MAXIMUM_EVENTS_PER_PUBLISH };
  return lever({
    lever: "batch-size",
    where: `namespace ${namespace}`,
    found: `a publish carries ${number(eventsPerPublish)} of ${MAXIMUM_EVENTS_PER_PUBLISH} possible events, and each is a handler invocation, a request to AWS WAF and one to Lambda`,
    advice: "publish up to five events of a channel in one request; they then wait for one another",
    saves: savingOf(input, withTraffic(input, namespace, full)),
  });
}

function subscriptions(input: ForecastInput, namespace: string, traffic: Traffic): Lever[] {
  const { connectsPerDay = 0, subscribesPerDay = 0 } = traffic.connections ?? {};
  const each = connectsPerDay === 0 ? 0 : subscribesPerDay / connectsPerDay;
  if (each <= 1 || traffic.subscribers === 0) {
    return [];
  }
  return lever({
    lever: "overlapping-subscriptions",
    where: `namespace ${namespace}`,
    found: `a connection makes ${number(each)} subscriptions; where one is a wildcard over another, each event is delivered, and charged, once for each`,
    advice: "subscribe to the wildcard or to the channels under it, not to both",
    saves: savingOf(
      input,
      withTraffic(input, namespace, { subscribers: traffic.subscribers / each }),
    ),
  });
}

function idleConnections(input: ForecastInput, namespace: string, traffic: Traffic): Lever[] {
  const usage = monthlyUsage(traffic, assumptionValues("expected"));
  const { connectionMinutes } = usage;
  const deliveries = deliveriesOf(usage, traffic);
  if (connectionMinutes === 0n || deliveries * IDLE_MINUTES >= Number(connectionMinutes)) {
    return [];
  }
  const prices = knownPrices(input.region, input.day, input.prices);
  if (prices === undefined) {
    return [];
  }
  const apart =
    deliveries === 0
      ? "no event"
      : `an event each ${number(Number(connectionMinutes) / deliveries)} minutes`;
  return lever({
    lever: "idle-connections",
    where: `namespace ${namespace}`,
    found: `a connected client receives ${apart}, and is charged for each minute`,
    advice:
      "close the WebSocket while nobody looks, as in a hidden tab, and connect again when asked",
    saves: cost(connectionMinutes, prices.connectionMinute),
  });
}

function deliveriesOf({ events }: MonthlyUsage, { subscribers }: Traffic): number {
  return Number(events) * subscribers;
}

function lever(found: Omit<Lever, "from">): Lever[] {
  return found.saves > 0n ? [{ ...found, from: "forecast" }] : [];
}

function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
