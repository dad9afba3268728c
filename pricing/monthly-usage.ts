import type { AssumptionValues } from "./assumptions.ts";
import { meteredUnits } from "./metered-units.ts";
import type { OperationCounts } from "./operations.ts";
import type { Traffic } from "./traffic.ts";
import { wholeProduct } from "./whole-product.ts";

/** What a namespace's traffic comes to in a month, in whole units. */
export interface MonthlyUsage {
  readonly operations: OperationCounts;
  readonly connectionMinutes: bigint;
  readonly publishes: bigint;
  readonly events: bigint;
  readonly deliveredBytes: bigint;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Usage of a month of 30 days, or as many as assumed. Every factor is taken as an exact decimal
 * and each result is rounded half up once, so the same traffic gives the same figures anywhere.
 * Source of the formula: AWS AppSync pricing page, Event APIs; AppSync Events Developer Guide.
 */
export function monthlyUsage(traffic: Traffic, assumed: AssumptionValues): MonthlyUsage {
  const days = assumed.daysPerMonth;
  const publishes =
    traffic.publishesPerDay === undefined
      ? [traffic.publishesPerSecond ?? 0, SECONDS_PER_DAY, days]
      : [traffic.publishesPerDay, days];
  const events = [...publishes, traffic.eventsPerPublish];
  const delivered = traffic.deliveredEventBytes ?? traffic.eventBytes;
  const clients = traffic.connections;
  const clientDays = [clients?.clients ?? 0, days];
  const connectionMinutes = wholeProduct(...clientDays, clients?.minutesPerDay ?? 0);
  const subscribes = wholeProduct(...clientDays, clients?.subscribesPerDay ?? 0);
  const perPublish = assumed.handlerChargesPerEvent ? events : publishes;
  return {
    operations: {
      inbound: wholeProduct(...events, unitsOf(traffic.eventBytes, assumed)),
      outbound: wholeProduct(...events, traffic.subscribers, unitsOf(delivered, assumed)),
      handler: wholeProduct(...perPublish) + subscribes,
      connect: wholeProduct(...clientDays, clients?.connectsPerDay ?? 0),
      subscribe: subscribes,
      ping: connectionMinutes * BigInt(assumed.pingsPerConnectionMinute),
    },
    connectionMinutes,
    publishes: wholeProduct(...publishes),
    events: wholeProduct(...events),
    deliveredBytes: wholeProduct(...events, traffic.subscribers, delivered),
  };
}

function unitsOf(bytes: number, assumed: AssumptionValues): number {
  return meteredUnits(bytes + assumed.envelopeBytes, assumed.bytesPerMeteredUnit);
}
