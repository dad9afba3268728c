import type { ForecastInput } from "./forecast-input.ts";
import type { MetricsFlush } from "./metering-flush.ts";
import type { PriceOverrides } from "./prices.ts";
import type { Traffic, TrafficByNamespace } from "./traffic.ts";

/** The part of a stage's settings that its cost follows from. */
export interface CostSettings {
  readonly namespaces?: Readonly<Record<string, { readonly traffic?: Traffic }>>;
  readonly budget?: { readonly monthlyUsd: number };
  readonly prices?: PriceOverrides;
  readonly functions?: { readonly memoryMegabytes?: number };
  readonly metrics?: { readonly flush?: MetricsFlush };
}

/** Rules and rule groups of a stage's web ACL. */
export const WEB_ACL_RULES = 4;

/** Traffic of the namespaces that declare any. */
export function declaredTraffic({ namespaces = {} }: CostSettings): TrafficByNamespace {
  return Object.fromEntries(
    Object.entries(namespaces).flatMap(([name, { traffic }]) => (traffic ? [[name, traffic]] : [])),
  );
}

/** What a stage's forecast is made from: the same for reports, pull requests and policies. */
export function forecastInput(settings: CostSettings, region: string, day: string): ForecastInput {
  const { prices, functions, metrics } = settings;
  return {
    region,
    day,
    traffic: declaredTraffic(settings),
    webAclRules: WEB_ACL_RULES,
    ...(prices ? { prices } : {}),
    ...(functions?.memoryMegabytes ? { functionMegabytes: functions.memoryMegabytes } : {}),
    ...(metrics?.flush ? { metricsFlush: metrics.flush } : {}),
  };
}
