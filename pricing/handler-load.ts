import type { AssumptionValues } from "./assumptions.ts";
import type { ForecastInput } from "./forecast-input.ts";
import type { MonthlyUsage } from "./monthly-usage.ts";

/** A month's usage of each namespace. */
export type UsageByNamespace = readonly (readonly [string, MonthlyUsage])[];

/** Invocations of a namespace's function: one for each publish request and subscribe request. */
export function invocations({ publishes, operations }: MonthlyUsage): bigint {
  return publishes + (operations.subscribe ?? 0n);
}

/** Operations that a namespace's handlers see and meter. */
export function meteredByHandlers({ operations }: MonthlyUsage): bigint {
  return (operations.inbound ?? 0n) + (operations.handler ?? 0n) + (operations.subscribe ?? 0n);
}

/** Duration that one invocation of a namespace's function is billed for. */
export function billedMilliseconds(
  input: ForecastInput,
  namespace: string,
  assumed: AssumptionValues,
): bigint {
  const declared = input.traffic[namespace]?.handlerMilliseconds;
  return BigInt(Math.ceil(declared ?? assumed.handlerMilliseconds));
}
