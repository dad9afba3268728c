import { join } from "node:path";
import { handlerNamespaces } from "../../bundle/namespace-schemas.ts";
import { CostError } from "../../cost/cost-error.ts";
import { PROJECT, stageCostSettings } from "../../cost/stage-cost-settings.ts";
import { knownPrices, unknownPriceText } from "../../pricing/prices.ts";
import { grafanaDashboard } from "./grafana-dashboard.ts";
import { writtenFile } from "./written-file.ts";

/** What `npm run cost -- grafana` was asked. */
export interface GrafanaRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly stage: string;
  /** File to write, instead of the JSON as the answer. */
  readonly output?: string | undefined;
  readonly now: Date;
}

/** The dashboard of a stage as the JSON that Grafana imports. Throws CostError. */
export async function grafanaCommand(request: GrafanaRequest): Promise<string> {
  const json = await dashboardJson(request);
  return request.output === undefined ? json : writtenFile(request.output, `${json}\n`);
}

async function dashboardJson({ root, stage, now }: GrafanaRequest): Promise<string> {
  const { region, prices: overrides, budgetUsd } = stageCostSettings(root, stage);
  if (stage === "local") {
    throw new CostError(
      'got "local", whose metrics are not in CloudWatch; allowed is a stage that runs on AWS, such as prod',
    );
  }
  const day = now.toISOString().slice(0, 10);
  const prices = knownPrices(region, day, overrides);
  const dashboard = grafanaDashboard({
    ...{ project: PROJECT, stage, region },
    namespaces: await handlerNamespaces(join(root, "handlers")),
    ...(prices ? { prices } : {}),
    unknownPrice: unknownPriceText(region, day, overrides),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
  });
  return JSON.stringify(dashboard, undefined, 2);
}
