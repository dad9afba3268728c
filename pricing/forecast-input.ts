import type { MetricsFlush } from "./metering-flush.ts";
import type { PriceOverrides } from "./prices.ts";
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
