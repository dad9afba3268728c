import { type AssumptionValues, assumptionValues } from "./assumptions.ts";
import type { ForecastInput } from "./forecast-input.ts";
import { stageLoad } from "./load-of-stage.ts";
import type { MeteringCost } from "./metering-cost.ts";
import { cost, type NanoDollars, type Rate } from "./money.ts";
import { type MonthlyUsage, monthlyUsage } from "./monthly-usage.ts";
import { OPERATION_KINDS, type OperationKind, totalOperations } from "./operations.ts";
import { knownPrices, type Prices, unknownPriceText } from "./prices.ts";
import {
  type ResourceCost,
  resourceCosts,
  type ServiceLine,
  serviceLines,
  type UnpricedResource,
} from "./resource-costs.ts";
import { stageMetering } from "./stage-metering.ts";
import { sum } from "./sum.ts";

/** One line of a bill. */
export interface ForecastLine {
  readonly kind: OperationKind | "connectionMinute";
  readonly quantity: bigint;
  /** Absent where no price of Event APIs is known. */
  readonly cost?: NanoDollars;
}

/** A namespace's month on the Event API's bill. */
export interface NamespaceForecast {
  readonly namespace: string;
  readonly lines: readonly ForecastLine[];
  readonly operations: bigint;
  /** Absent where no price of Event APIs is known. */
  readonly cost?: NanoDollars;
}

/** A month of a stage under one set of assumptions. */
export interface MonthForecast {
  readonly namespaces: readonly NamespaceForecast[];
  /** What the free tier takes off, as a positive amount. */
  readonly freeTier: NanoDollars;
  /** Event API after the free tier; absent, and not in the total, where no price is known. */
  readonly eventApi?: NanoDollars;
  /** The program's resources that cost something beside the Event API's own bill. */
  readonly resources: readonly ResourceCost[];
  /** Resources that are not in the total, each with the reason. */
  readonly unpriced: readonly UnpricedResource[];
  /** The charges of all resources, by price. */
  readonly services: readonly ServiceLine[];
  readonly metering: MeteringCost;
  /** The stage: Event API, the charges of its resources and metering. */
  readonly total: NanoDollars;
}

/** A stage's month as expected, and its bounds over all assumptions. */
export interface Forecast extends MonthForecast {
  /** Absent where no price of Event APIs is known; `unknownPrice` says why, and how to give one. */
  readonly prices?: Prices;
  readonly unknownPrice?: string;
  readonly minimum: MonthForecast;
  readonly maximum: MonthForecast;
}

/**
 * Forecast of a month from declared traffic and the program's resources. Pure: the same input gives
 * the same nano-dollars. In a region without a known price the Event API's own dollars are left out.
 */
export function forecast(input: ForecastInput): Forecast {
  const { region, day } = input;
  const prices = knownPrices(region, day, input.prices);
  return {
    ...monthForecast(input, prices, assumptionValues("expected")),
    ...(prices ? { prices } : { unknownPrice: unknownPriceText(region, day, input.prices) }),
    minimum: monthForecast(input, prices, assumptionValues("minimum")),
    maximum: monthForecast(input, prices, assumptionValues("maximum")),
  };
}

/** A month under given assumptions, see `forecast`. */
export function monthForecast(
  input: ForecastInput,
  prices: Prices | undefined,
  assumed: AssumptionValues,
): MonthForecast {
  const usage = Object.entries(input.traffic).map(
    ([namespace, traffic]) => [namespace, monthlyUsage(traffic, assumed)] as const,
  );
  const namespaces = usage.map(([namespace, each]) => namespaceForecast(namespace, each, prices));
  const charged = sum(namespaces.map((each) => each.cost ?? 0n));
  const freeTier = prices
    ? freeTierOf(
        usage.map(([, each]) => each),
        prices,
        assumed,
      )
    : 0n;
  const eventApi = charged > freeTier ? charged - freeTier : 0n;
  const load = stageLoad(input, usage, assumed);
  const { resources, unpriced } = resourceCosts(load);
  const services = serviceLines(resources);
  const metering = stageMetering(load);
  const total = eventApi + sum(services.map((each) => each.cost)) + metering.total;
  const bill = prices ? { eventApi } : {};
  return { namespaces, freeTier, ...bill, resources, unpriced, services, metering, total };
}

function namespaceForecast(
  namespace: string,
  usage: MonthlyUsage,
  prices: Prices | undefined,
): NamespaceForecast {
  const line = (kind: ForecastLine["kind"], quantity: bigint, rate?: Rate): ForecastLine =>
    rate ? { kind, quantity, cost: cost(quantity, rate) } : { kind, quantity };
  const lines = [
    ...OPERATION_KINDS.map((kind) => line(kind, usage.operations[kind] ?? 0n, prices?.operation)),
    line("connectionMinute", usage.connectionMinutes, prices?.connectionMinute),
  ];
  const charged = prices ? { cost: sum(lines.map((each) => each.cost ?? 0n)) } : {};
  return { namespace, lines, operations: totalOperations(usage.operations), ...charged };
}

function freeTierOf(
  usage: readonly MonthlyUsage[],
  prices: Prices,
  assumed: AssumptionValues,
): NanoDollars {
  const operations = sum(usage.map((each) => totalOperations(each.operations)));
  const minutes = sum(usage.map((each) => each.connectionMinutes));
  const least = (used: bigint, free: number) => (used < BigInt(free) ? used : BigInt(free));
  return (
    cost(least(operations, assumed.freeOperationsPerMonth), prices.operation) +
    cost(least(minutes, assumed.freeConnectionMinutesPerMonth), prices.connectionMinute)
  );
}
