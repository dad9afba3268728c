import type { PriceOverrides } from "./prices.ts";
import type { ProgramResource } from "./program-resource.ts";
import type { TrafficByNamespace } from "./traffic.ts";

/** What a forecast is made from. */
export interface ForecastInput {
  readonly region: string;
  /** Day whose prices are taken, `YYYY-MM-DD`. */
  readonly day: string;
  readonly traffic: TrafficByNamespace;
  readonly prices?: PriceOverrides;
  /** The resources of the stage's program; without any, the forecast is of the Event API alone. */
  readonly resources: readonly ProgramResource[];
}
