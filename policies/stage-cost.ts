import type { PolicyResource } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";
import { type CostSettings, forecastInput } from "../pricing/cost-settings.ts";
import { type Forecast, forecast } from "../pricing/forecast.ts";
import type { ProgramResource } from "../pricing/program-resource.ts";
import type { TrafficFault } from "../pricing/traffic.ts";
import { propertiesOf, UnknownValue } from "./facts/property.ts";
import { isComponent } from "./facts/resource-index.ts";

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
  };
  // The program has checked its settings as a whole; traffic is checked here once more.
  return {
    region: new Config("aws").get("region") ?? "",
    settings: settings as CostSettings,
    faults,
  };
}

/** Forecast of the stage on a day, with the resources that the engine hands over. */
export function stageForecast(
  { region, settings }: StageCost,
  resources: readonly PolicyResource[],
  now: Date,
): Forecast {
  const day = now.toISOString().slice(0, 10);
  return forecast(forecastInput(settings, resources.map(programResource), region, day));
}

/** A resource with what is known of its inputs; what is unknown is as good as absent. */
function programResource(resource: PolicyResource): ProgramResource {
  const { type, name } = resource;
  const inputs = withoutUnknown(propertiesOf(resource).plain()) as ProgramResource["inputs"];
  return { type, name, inputs, ...(isComponent(resource) ? { component: true } : {}) };
}

function withoutUnknown(value: unknown): unknown {
  if (value instanceof UnknownValue) {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.map(withoutUnknown);
  }
  // Assets and archives are not plain objects, and no cost follows from them.
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) {
    return isObject(value) ? undefined : value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withoutUnknown(each)]),
  );
}

function optional(name: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
