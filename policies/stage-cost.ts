import { Config } from "@pulumi/pulumi";
import { type CostSettings, forecastInput } from "../pricing/cost-settings.ts";
import { type Forecast, forecast } from "../pricing/forecast.ts";
import type { TrafficFault } from "../pricing/traffic.ts";

/** What the stage's settings say about its cost, as the engine hands them to a policy pack. */
export interface StageCost {
  readonly region: string;
  readonly settings: CostSettings;
  /** What is wrong with declared traffic; with any, nothing is forecast. */
  readonly faults: readonly TrafficFault[];
}

/**
 * Reads `aws:region` and the settings below `appsync-events:`. A stack without them has no declared
 * traffic and no budget, which is for its own program to judge.
 */
export async function stageCost(): Promise<StageCost> {
  // TypeBox comes with it, which a pack need not load before the engine may start its program.
  const { trafficFaults } = await import("../pricing/traffic.ts");
  const own = new Config("appsync-events");
  const read = (name: string) => own.getObject<Record<string, unknown>>(name);
  const namespaces = read("namespaces") ?? {};
  const faults = Object.entries(namespaces).flatMap(([name, each]) => {
    const traffic = isObject(each) ? each.traffic : undefined;
    return traffic === undefined
      ? []
      : trafficFaults(traffic, `appsync-events:namespaces/${name}/traffic`);
  });
  const settings = {
    namespaces,
    ...optional("budget", read("budget")),
    ...optional("prices", read("prices")),
    ...optional("functions", read("functions")),
    ...optional("metrics", read("metrics")),
  };
  // The program has checked its settings as a whole; traffic is checked here once more.
  return {
    region: new Config("aws").get("region") ?? "",
    settings: settings as CostSettings,
    faults,
  };
}

/** Forecast of the stage on a day. Throws UnknownPriceError for a region without a price. */
export function stageForecast({ region, settings }: StageCost, now: Date): Forecast {
  return forecast(forecastInput(settings, region, now.toISOString().slice(0, 10)));
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
