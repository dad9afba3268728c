import type { ForecastInput } from "./forecast-input.ts";
import type { PriceOverrides } from "./prices.ts";
import type { ProgramResource } from "./program-resource.ts";
import type { Traffic, TrafficByNamespace } from "./traffic.ts";

/** The part of a stage's settings that no resource of its program says, and its cost follows from. */
export interface CostSettings {
  readonly namespaces?: Readonly<Record<string, { readonly traffic?: Traffic }>>;
  readonly budget?: { readonly monthlyUsd: number };
  readonly prices?: PriceOverrides;
}

/** Traffic of the namespaces that declare any. */
export function declaredTraffic({ namespaces = {} }: CostSettings): TrafficByNamespace {
  return Object.fromEntries(
    Object.entries(namespaces).flatMap(([name, { traffic }]) => (traffic ? [[name, traffic]] : [])),
  );
}

/** What a stage's forecast is made from: the same for reports, pull requests and policies. */
export function forecastInput(
  settings: CostSettings,
  resources: readonly ProgramResource[],
  region: string,
  day: string,
): ForecastInput {
  const { prices } = settings;
  return {
    region,
    day,
    traffic: declaredTraffic(settings),
    resources,
    ...(prices ? { prices } : {}),
  };
}
