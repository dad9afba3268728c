import { existsSync } from "node:fs";
import { join } from "node:path";
import { type DescribedNamespace, describeNamespaces } from "../../bundle/namespace-schemas.ts";
import { type Advice, adviceDocument } from "../../cost/advice-document.ts";
import { CostError } from "../../cost/cost-error.ts";
import { exactJson } from "../../cost/exact-json.ts";
import { gatheredReport } from "../../cost/gathered-report.ts";
import { markdownDocument } from "../../cost/markdown-document.ts";
import { measuredLevers } from "../../cost/measured-levers.ts";
import { parseMonth } from "../../cost/month.ts";
import {
  type StageCostSettings,
  stageCostSettings,
  stageForecast,
} from "../../cost/stage-cost-settings.ts";
import { stageResources } from "../../cost/stage-resources.ts";
import { textDocument } from "../../cost/text-document.ts";
import { alternatives, eventApiCost } from "../../pricing/advice/alternatives.ts";
import type { Lever } from "../../pricing/advice/lever.ts";
import { resourceLevers } from "../../pricing/advice/resource-levers.ts";
import { trafficLevers } from "../../pricing/advice/traffic-levers.ts";
import { forecastInput } from "../../pricing/cost-settings.ts";
import type { ForecastInput } from "../../pricing/forecast-input.ts";
import { UnknownPriceError } from "../../pricing/prices.ts";

/** What `npm run cost -- advise` was asked. */
export interface AdviseRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  /** Month whose metrics are looked at as well, `YYYY-MM`. @default declared traffic alone */
  readonly month?: string | undefined;
  /** Folder of captured metrics, read instead of CloudWatch. */
  readonly metrics?: string | undefined;
  readonly format: "text" | "json" | "markdown";
  readonly now: Date;
}

/** What a stage could do to spend less, in dollars, as text, JSON or Markdown. */
export async function adviseCommand(request: AdviseRequest): Promise<string> {
  const { root, stage, format, now } = request;
  const day = now.toISOString().slice(0, 10);
  const settings = stageCostSettings(root, stage);
  // What is wrong with traffic or prices is said before the program is run.
  stageForecast(settings, [], day);
  const resources = await stageResources(root, stage);
  const input = forecastInput(settings.settings, resources, settings.region, day);
  const described = await namespacesOf(root);
  const levers = [
    ...trafficLevers(input, allowingWildcards(described)),
    ...resourceLevers(input, onlyValidating(described)),
    ...(await fromMetrics(request, settings)),
  ].toSorted(bySaving);
  const advice: Advice = {
    stage,
    day,
    total: stageForecast(settings, resources, day).total,
    levers,
    ...comparison(input),
  };
  if (format === "json") {
    return exactJson(advice);
  }
  const document = adviceDocument(advice);
  return format === "markdown" ? markdownDocument(document) : textDocument(document);
}

/** @throws CostError if no price of the region is known, since then nothing can be compared. */
function comparison(input: ForecastInput): Pick<Advice, "eventApi" | "alternatives"> {
  try {
    return { eventApi: eventApiCost(input), alternatives: alternatives(input) };
  } catch (error) {
    if (error instanceof UnknownPriceError) {
      throw new CostError(error.message);
    }
    throw error;
  }
}

async function fromMetrics(request: AdviseRequest, settings: StageCostSettings): Promise<Lever[]> {
  const { root, metrics, now } = request;
  if (request.month === undefined) {
    return [];
  }
  const month = parseMonth(request.month, now);
  const source = { root, metrics, costExplorer: false, now };
  const gathered = await gatheredReport(source, settings, month);
  if ("unknownPrice" in gathered) {
    throw new CostError(gathered.unknownPrice);
  }
  return measuredLevers(gathered.report, settings.traffic);
}

async function namespacesOf(root: string): Promise<readonly DescribedNamespace[]> {
  const handlers = join(root, "handlers");
  return existsSync(handlers) ? await describeNamespaces(handlers) : [];
}

/** Namespaces whose channels can be subscribed to by a wildcard. */
function allowingWildcards(described: readonly DescribedNamespace[]): ReadonlySet<string> {
  const wild = described.filter(
    ({ namespace }) => Object.keys(namespace.wildcardSubscriptions ?? {}).length > 0,
  );
  return new Set(wild.map(({ name }) => name));
}

/** Namespaces with channels that are published to, none of which runs code on a publish. */
function onlyValidating(described: readonly DescribedNamespace[]): ReadonlySet<string> {
  const plain = described.filter(({ namespace }) => {
    const published = Object.values(namespace.channels).filter(
      ({ schema }) => schema !== undefined,
    );
    return (
      published.length > 0 &&
      published.every(
        ({ publish, publishAll }) => publish === undefined && publishAll === undefined,
      )
    );
  });
  return new Set(plain.map(({ name }) => name));
}

function bySaving(one: Lever, other: Lever): number {
  if (one.saves === other.saves) {
    return 0;
  }
  return one.saves < other.saves ? 1 : -1;
}
