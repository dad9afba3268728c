import { type AssumptionValues, assumptionValues } from "./assumptions.ts";
import { type MeteringCost, meteringCost } from "./metering-cost.ts";
import type { MetricsFlush } from "./metering-flush.ts";
import { cost, type NanoDollars } from "./money.ts";
import { type MonthlyUsage, monthlyUsage } from "./monthly-usage.ts";
import {
  NEIGHBOURING_PRICES,
  type NeighbouringPriceName,
  neighbouringRate,
} from "./neighbouring-prices.ts";
import { OPERATION_KINDS, type OperationKind, totalOperations } from "./operations.ts";
import { type PriceOverrides, type Prices, pricesFor } from "./prices.ts";
import type { TrafficByNamespace } from "./traffic.ts";

/** What a forecast is made from. */
export interface ForecastInput {
  readonly region: string;
  /** Day whose prices are taken, `YYYY-MM-DD`. */
  readonly day: string;
  readonly traffic: TrafficByNamespace;
  readonly prices?: PriceOverrides;
  readonly functionMegabytes?: number;
  /** Rules and rule groups of the stage's web ACL; 0 when it has none. */
  readonly webAclRules?: number;
  /** When the handlers write their metrics. Default: after each invocation. */
  readonly metricsFlush?: MetricsFlush;
}

/** One line of a bill. */
export interface ForecastLine {
  readonly kind: OperationKind | "connectionMinute";
  readonly quantity: bigint;
  readonly cost: NanoDollars;
}

/** A namespace's month on the Event API's bill. */
export interface NamespaceForecast {
  readonly namespace: string;
  readonly lines: readonly ForecastLine[];
  readonly operations: bigint;
  readonly cost: NanoDollars;
}

/** A charge on the bill of another service. */
export interface NeighbouringLine {
  readonly price: NeighbouringPriceName;
  readonly quantity: bigint;
  readonly cost: NanoDollars;
}

/** A month of a stage under one set of assumptions. */
export interface MonthForecast {
  readonly namespaces: readonly NamespaceForecast[];
  /** What the free tier takes off, as a positive amount. */
  readonly freeTier: NanoDollars;
  /** Event API after the free tier. */
  readonly eventApi: NanoDollars;
  readonly neighbours: readonly NeighbouringLine[];
  readonly metering: MeteringCost;
  /** Event API, neighbouring charges and metering. */
  readonly total: NanoDollars;
}

/** A stage's month as expected, and its bounds over all assumptions. */
export interface Forecast extends MonthForecast {
  readonly prices: Prices;
  readonly cheapest: MonthForecast;
  readonly dearest: MonthForecast;
}

/**
 * Forecast of a month from declared traffic. Pure: the same input gives the same nano-dollars.
 * Throws UnknownPriceError for a region without a price.
 */
export function forecast(input: ForecastInput): Forecast {
  const prices = pricesFor(input.region, input.day, input.prices);
  return {
    ...monthForecast(input, prices, assumptionValues("expected")),
    prices,
    cheapest: monthForecast(input, prices, assumptionValues("cheapest")),
    dearest: monthForecast(input, prices, assumptionValues("dearest")),
  };
}

/** A month under given assumptions, see `forecast`. */
export function monthForecast(
  input: ForecastInput,
  prices: Prices,
  assumed: AssumptionValues,
): MonthForecast {
  const usage = Object.entries(input.traffic).map(
    ([namespace, traffic]) => [namespace, monthlyUsage(traffic, assumed)] as const,
  );
  const namespaces = usage.map(([namespace, each]) => namespaceForecast(namespace, each, prices));
  const charged = sum(namespaces.map((each) => each.cost));
  const freeTier = freeTierOf(
    usage.map(([, each]) => each),
    prices,
    assumed,
  );
  const eventApi = charged > freeTier ? charged - freeTier : 0n;
  const neighbours = neighbouringLines(input, usage, assumed);
  const metering = meteringOf(input, usage, assumed);
  const total = eventApi + sum(neighbours.map((each) => each.cost)) + metering.total;
  return { namespaces, freeTier, eventApi, neighbours, metering, total };
}

function namespaceForecast(
  namespace: string,
  usage: MonthlyUsage,
  prices: Prices,
): NamespaceForecast {
  const operations = OPERATION_KINDS.map((kind): ForecastLine => {
    const quantity = usage.operations[kind] ?? 0n;
    return { kind, quantity, cost: cost(quantity, prices.operation) };
  });
  const minutes: ForecastLine = {
    kind: "connectionMinute",
    quantity: usage.connectionMinutes,
    cost: cost(usage.connectionMinutes, prices.connectionMinute),
  };
  const lines = [...operations, minutes];
  return {
    namespace,
    lines,
    operations: totalOperations(usage.operations),
    cost: sum(lines.map((line) => line.cost)),
  };
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

type UsageByNamespace = readonly (readonly [string, MonthlyUsage])[];

function invocations({ publishes, operations }: MonthlyUsage): bigint {
  return publishes + (operations.subscribe ?? 0n);
}

function neighbouringLines(
  input: ForecastInput,
  usage: UsageByNamespace,
  assumed: AssumptionValues,
): NeighbouringLine[] {
  const megabytes = BigInt(input.functionMegabytes ?? 128);
  const duration = usage.map(
    ([namespace, each]) =>
      invocations(each) * megabytes * billedMilliseconds(input, namespace, assumed),
  );
  const all = usage.map(([, each]) => each);
  const rules = BigInt(input.webAclRules ?? 0);
  const inspected = sum(all.map((each) => each.publishes + (each.operations.connect ?? 0n)));
  const transferred = assumed.dataTransferCharged
    ? sum(all.map((each) => each.deliveredBytes))
    : 0n;
  const quantities: Partial<Record<NeighbouringPriceName, bigint>> = {
    lambdaRequest: sum(all.map(invocations)),
    lambdaMegabyteMillisecond: sum(duration),
    webAclMonth: rules > 0n ? 1n : 0n,
    webAclRuleMonth: rules,
    webAclRequest: rules > 0n ? inspected : 0n,
    dataTransferOutByte: transferred,
  };
  return (Object.keys(NEIGHBOURING_PRICES) as NeighbouringPriceName[])
    .map((price) => ({ price, quantity: quantities[price] ?? 0n }))
    .filter(({ quantity }) => quantity > 0n)
    .map((line) => ({ ...line, cost: cost(line.quantity, neighbouringRate(line.price)) }));
}

function meteringOf(
  input: ForecastInput,
  usage: UsageByNamespace,
  assumed: AssumptionValues,
): MeteringCost {
  const each = usage.map(([namespace, month]) => {
    const seconds = BigInt(assumed.daysPerMonth * 86_400);
    const busy = invocations(month) * billedMilliseconds(input, namespace, assumed);
    return meteringCost({
      flush: input.metricsFlush ?? "invocation",
      invocations: invocations(month),
      operations: meteredByHandlers(month),
      containers: 1n + busy / (seconds * 1_000n),
      days: BigInt(assumed.daysPerMonth),
    });
  });
  return {
    lines: sum(each.map(({ lines }) => lines)),
    logIngestion: sum(each.map(({ logIngestion }) => logIngestion)),
    customMetrics: sum(each.map(({ customMetrics }) => customMetrics)),
    total: sum(each.map(({ total }) => total)),
  };
}

function meteredByHandlers({ operations }: MonthlyUsage): bigint {
  return (operations.inbound ?? 0n) + (operations.handler ?? 0n) + (operations.subscribe ?? 0n);
}

function billedMilliseconds(
  input: ForecastInput,
  namespace: string,
  assumed: AssumptionValues,
): bigint {
  const declared = input.traffic[namespace]?.handlerMilliseconds;
  return BigInt(Math.ceil(declared ?? assumed.handlerMilliseconds));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
