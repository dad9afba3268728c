import { exactJson } from "../../cost/exact-json.ts";
import { compareForecast } from "../../cost/forecast-comparison.ts";
import { forecastDocument } from "../../cost/forecast-document.ts";
import { markdownDocument } from "../../cost/markdown-document.ts";
import { stageCostSettings, stageForecast } from "../../cost/stage-cost-settings.ts";
import { stageResources } from "../../cost/stage-resources.ts";
import { textDocument } from "../../cost/text-document.ts";

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
  // What is wrong with traffic or prices is said before the program is run.
  stageForecast(settings, [], day);
  const resources = await stageResources(root, stage);
  const forecast = stageForecast(settings, resources, day);
  const compared =
    against === undefined
      ? undefined
      : await compareForecast(root, { settings, resources }, against, day);
  if (format === "json") {
    return exactJson({ stage, day, ...forecast, against: compared });
  }
  const document = forecastDocument(settings, forecast, compared);
  return format === "markdown" ? markdownDocument(document) : textDocument(document);
}
