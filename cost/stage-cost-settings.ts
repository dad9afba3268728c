import { declaredTraffic, forecastInput } from "../pricing/cost-settings.ts";
import { type Forecast, forecast } from "../pricing/forecast.ts";
import type { PriceOverrides } from "../pricing/prices.ts";
import type { ProgramResource } from "../pricing/program-resource.ts";
import type { TrafficByNamespace } from "../pricing/traffic.ts";
import {
  parseStageSettings,
  readStageFile,
  type StageSettings,
} from "../settings/stage-settings.ts";
import { CostError } from "./cost-error.ts";

/** What a stage's settings say about its cost. */
export interface StageCostSettings {
  readonly stage: string;
  readonly region: string;
  readonly settings: StageSettings;
  readonly traffic: TrafficByNamespace;
  /** Namespaces that declare no traffic, so that a forecast leaves them out. */
  readonly undeclared: readonly string[];
  readonly prices: PriceOverrides;
  readonly budgetUsd?: number;
  /** Tags of everything in the stage, as the program sets them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Reads a stage file. Throws CostError or StageSettingsError, with all faults. */
export function stageCostSettings(root: string, stage: string): StageCostSettings {
  const { config } = readStageFile(root, stage);
  const region = config["aws:region"];
  if (!region) {
    throw new CostError(`Pulumi.${stage}.yaml: no aws:region; prices differ by region, so name it`);
  }
  const settings = parseStageSettings(stage, costSettings(config));
  const namespaces = Object.entries(settings.namespaces ?? {});
  return {
    stage,
    region,
    settings,
    traffic: declaredTraffic(settings),
    undeclared: namespaces.filter(([, each]) => !each.traffic).map(([name]) => name),
    prices: settings.prices ?? {},
    ...(settings.budget ? { budgetUsd: settings.budget.monthlyUsd } : {}),
    tags: { ...settings.tags, Service: PROJECT, Stage: stage },
  };
}

/** Name of the Pulumi project (Pulumi.yaml). */
export const PROJECT = "appsync-events";

const COST_SETTINGS = ["namespaces", "budget", "costExport", "prices", "tags"];

/**
 * The part of a stage file that has to do with cost. The rest is for a preview to judge: some of it
 * is only filled in when the stage starts, or is newer than this commit when another is read.
 */
function costSettings(config: Readonly<Record<string, string>>): Record<string, string> {
  const keys = new Set(COST_SETTINGS.map((name) => `appsync-events:${name}`));
  const kept = Object.entries(config).filter(([key]) => keys.has(key));
  return Object.fromEntries(
    kept.map(([key, text]) => [key, key.endsWith(":namespaces") ? trafficOnly(text) : text]),
  );
}

function trafficOnly(text: string): string {
  try {
    const namespaces: unknown = JSON.parse(text);
    const entries = Object.entries(namespaces as Record<string, { traffic?: unknown }>);
    return JSON.stringify(
      Object.fromEntries(
        entries.map(([name, each]) => [name, each.traffic ? { traffic: each.traffic } : {}]),
      ),
    );
  } catch {
    return text; // not an object of namespaces; the settings' own check names what it is
  }
}

/** Whether a stage declares any traffic to forecast from. */
export function declaresTraffic({ traffic }: StageCostSettings): boolean {
  return Object.keys(traffic).length > 0;
}

/** @throws CostError when a stage declares no traffic, and so there is nothing to forecast. */
export function requireTraffic(stage: StageCostSettings): void {
  if (!declaresTraffic(stage)) {
    throw new CostError(
      `stage ${stage.stage} declares no traffic: set appsync-events:namespaces.<name>.traffic ` +
        `in Pulumi.${stage.stage}.yaml, for example {publishesPerSecond: 2, eventsPerPublish: 1, ` +
        "eventBytes: 1024, subscribers: 50}",
    );
  }
}

/**
 * Forecast of a stage from its declared traffic and its program's resources.
 *
 * @throws CostError when there is no traffic to forecast from.
 */
export function stageForecast(
  stage: StageCostSettings,
  resources: readonly ProgramResource[],
  day: string,
): Forecast {
  requireTraffic(stage);
  return forecast(forecastInput(stage.settings, resources, stage.region, day));
}
