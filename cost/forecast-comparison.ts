import { existsSync } from "node:fs";
import { join } from "node:path";
import { atCommit } from "../engine/checked-out.ts";
import { forecastInput } from "../pricing/cost-settings.ts";
import { type DifferenceCause, differenceCauses } from "../pricing/difference-causes.ts";
import type { MonthForecast } from "../pricing/forecast.ts";
import type { ProgramResource } from "../pricing/program-resource.ts";
import { CostError } from "./cost-error.ts";
import {
  declaresTraffic,
  type StageCostSettings,
  stageCostSettings,
  stageForecast,
} from "./stage-cost-settings.ts";
import { programOf, stageResources } from "./stage-resources.ts";

/** A stage as it is, with its program's resources. */
export interface ForecastStage {
  readonly settings: StageCostSettings;
  readonly resources: readonly ProgramResource[];
}

/** Another forecast of the same stage that a forecast is compared with. */
export interface ForecastComparison {
  readonly ref: string;
  /** Absent when the stage does not exist there, or declares no traffic. */
  readonly forecast?: MonthForecast;
  /** What the difference comes from; together it is the difference of the totals. */
  readonly causes?: readonly DifferenceCause[];
  /** Why the comparison is not with the program of then, where it is not. */
  readonly note?: string;
}

/** Compares a stage with what it was at a commit: its settings and its program of then. */
export async function compareForecast(
  root: string,
  now: ForecastStage,
  ref: string,
  day: string,
): Promise<ForecastComparison> {
  const { stage } = now.settings;
  return await atCommit(root, ref, async (folder) => {
    if (!existsSync(join(folder, `Pulumi.${stage}.yaml`))) {
      return { ref };
    }
    try {
      const settings = stageCostSettings(folder, stage);
      if (!declaresTraffic(settings)) {
        return { ref };
      }
      const { resources, note } = await resourcesThen(root, folder, stage);
      const forecast = stageForecast(settings, resources, day);
      const causes = differenceCauses(
        forecastInput(settings.settings, resources, settings.region, day),
        forecastInput(now.settings.settings, now.resources, now.settings.region, day),
      );
      return { ref, forecast, causes, ...(note === undefined ? {} : { note }) };
    } catch (error) {
      if (error instanceof CostError) {
        throw new CostError(`at ${ref}: ${error.message}`);
      }
      throw error;
    }
  });
}

/** Packages may be others than then, so that the program of then does not run with today's. */
async function resourcesThen(root: string, folder: string, stage: string) {
  try {
    return { resources: await stageResources(folder, stage) };
  } catch (error) {
    if (!(error instanceof CostError)) {
      throw error;
    }
    const note = `Compared with today's program under the settings of then, as ${error.message}`;
    return { resources: await stageResources(folder, stage, programOf(root)), note };
  }
}
