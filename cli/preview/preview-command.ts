import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { compareForecast } from "../../cost/forecast-comparison.ts";
import {
  declaresTraffic,
  type StageCostSettings,
  stageCostSettings,
  stageForecast,
} from "../../cost/stage-cost-settings.ts";
import { stageResources } from "../../cost/stage-resources.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";
import { readStageFile } from "../../settings/stage-settings.ts";
import { refuses } from "../policies/policy-report.ts";
import { sarifLog } from "../policies/sarif.ts";
import { loweredGuard } from "./lowered-guard.ts";
import {
  type PreviewComment,
  type PreviewForecast,
  previewMarkdown,
  previewSummary,
} from "./preview-markdown.ts";
import { loweredByProgram } from "./program-exemptions.ts";
import { type PreviewRequest, runPreview } from "./run-preview.ts";

/** What `npm run preview` was asked. */
export interface PreviewCommandRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly program: PulumiFn;
  readonly stage: string;
  readonly against?: string | undefined;
  /** File to write the comment to; it goes to the terminal as well when left out. */
  readonly markdown?: string | undefined;
  /** File to write the findings to as SARIF 2.1.0. */
  readonly sarif?: string | undefined;
  /** File with the policy pack's configuration, as `pulumi preview --policy-pack-config` takes it. */
  readonly policyPackConfig?: string | undefined;
  /** State of the deployed stage; without it the embedded provider is used. */
  readonly deployed?: PreviewRequest["deployed"] | undefined;
  readonly now: Date;
}

/** What is printed, and whether the stage may be deployed. */
export interface PreviewResult {
  readonly text: string;
  readonly passed: boolean;
}

/** Previews a stage with the policy pack and its forecast, and writes the comment of both. */
export async function previewCommand(request: PreviewCommandRequest): Promise<PreviewResult> {
  const { root, stage, program, markdown, deployed, against, policyPackConfig } = request;
  const { config } = readStageFile(root, stage);
  const settings = stageCostSettings(root, stage);
  const day = request.now.toISOString().slice(0, 10);
  // What is wrong with traffic or prices is said before the engine is run.
  if (declaresTraffic(settings)) {
    stageForecast(settings, [], day);
  }
  const lowered = await loweredGuard({
    root,
    stage,
    config,
    packConfigFile: policyPackConfig,
    against,
  });
  const outcome = await runPreview({
    root,
    stage,
    program,
    config,
    policyPacks: [join(root, "policies")],
    policyPackConfigs: policyPackConfig === undefined ? [] : [resolve(policyPackConfig)],
    ...(deployed ? { deployed } : {}),
  });
  const forecast = await forecastOf(request, settings, outcome.resources, day);
  const declared = await loweredByProgram(root, against, outcome.exemptions ?? []);
  const guard = { ...lowered, rows: [...lowered.rows, ...declared] };
  const comment: PreviewComment = {
    stage,
    outcome,
    embedded: deployed === undefined,
    guard,
    ...(forecast ? { forecast } : {}),
  };
  const text = previewMarkdown(comment);
  if (markdown !== undefined) {
    await writeFile(markdown, text);
  }
  if (request.sarif !== undefined) {
    const log = sarifLog(stage, outcome.policies);
    await writeFile(request.sarif, `${JSON.stringify(log, null, 2)}\n`);
  }
  const passed = outcome.succeeded && !outcome.policies.some(refuses);
  return { text: markdown === undefined ? text : previewSummary(comment), passed };
}

async function forecastOf(
  { root, against }: PreviewCommandRequest,
  settings: StageCostSettings,
  resources: readonly ProgramResource[],
  day: string,
): Promise<PreviewForecast | undefined> {
  if (!declaresTraffic(settings)) {
    return undefined;
  }
  const forecast = stageForecast(settings, resources, day);
  if (against === undefined) {
    return { settings, forecast };
  }
  // Compared with what is registered in the same way as that of the commit.
  const now = { settings, resources: await stageResources(root, settings.stage) };
  return { settings, forecast, against: await compareForecast(root, now, against, day) };
}
