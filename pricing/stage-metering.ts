import type { AssumptionValues } from "./assumptions.ts";
import type { ForecastInput } from "./forecast-input.ts";
import {
  billedMilliseconds,
  invocations,
  meteredByHandlers,
  type UsageByNamespace,
} from "./handler-load.ts";
import { type MeteringCost, meteringCost } from "./metering-cost.ts";
import { servicePrices } from "./price.ts";
import { sum } from "./sum.ts";

/** What metering a month of all namespaces costs. */
export function stageMetering(
  input: ForecastInput,
  usage: UsageByNamespace,
  assumed: AssumptionValues,
): MeteringCost {
  const prices = servicePrices(input.region, input.day, input.prices);
  const each = usage.map(([namespace, month]) => {
    const seconds = BigInt(assumed.daysPerMonth * 86_400);
    const busy = invocations(month) * billedMilliseconds(input, namespace, assumed);
    const load = {
      flush: input.metricsFlush ?? "invocation",
      invocations: invocations(month),
      operations: meteredByHandlers(month),
      containers: 1n + busy / (seconds * 1_000n),
      days: BigInt(assumed.daysPerMonth),
    };
    return meteringCost(load, prices);
  });
  return {
    lines: sum(each.map(({ lines }) => lines)),
    logIngestion: sum(each.map(({ logIngestion }) => logIngestion)),
    customMetrics: sum(each.map(({ customMetrics }) => customMetrics)),
    total: sum(each.map(({ total }) => total)),
  };
}
