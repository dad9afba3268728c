import { markdownDocument } from "../preview/markdown.ts";
import { CostError } from "./cost-error.ts";
import { exactJson } from "./exact-json.ts";
import { type ForecastComparison, forecastDocument } from "./forecast-document.ts";
import {
  type StageCostSettings,
  stageCostSettings,
  stageCostSettingsAt,
  stageForecast,
} from "./stage-cost-settings.ts";
import { textDocument } from "./text-document.ts";

/** What `npm run cost -- forecast` was asked. */
export interface ForecastRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  readonly against?: string | undefined;
  readonly format: "text" | "json" | "markdown";
  readonly now: Date;
}

/** The forecast of a stage as text, JSON or Markdown. */
export async function forecastCommand(request: ForecastRequest): Promise<string> {
  const { root, stage, against, format, now } = request;
  const day = now.toISOString().slice(0, 10);
  const settings = stageCostSettings(root, stage);
  const forecast = stageForecast(settings, day);
  const compared = against === undefined ? undefined : await forecastAt(root, stage, against, day);
  if (format === "json") return exactJson({ stage, day, ...forecast, against: compared });
  const document = forecastDocument(settings, forecast, compared);
  return format === "markdown" ? markdownDocument(document) : textDocument(document);
}

/** The forecast that a stage had at a commit; without one when it could not be forecast there. */
export async function forecastAt(
  root: string,
  stage: string,
  ref: string,
  day: string,
): Promise<ForecastComparison> {
  const settings = await stageCostSettingsAt(root, stage, ref);
  if (!settings || !declaresTraffic(settings)) return { ref };
  try {
    return { ref, forecast: stageForecast(settings, day) };
  } catch (error) {
    if (error instanceof CostError) throw new CostError(`at ${ref}: ${error.message}`);
    throw error;
  }
}

function declaresTraffic({ traffic }: StageCostSettings): boolean {
  return Object.keys(traffic).length > 0;
}
