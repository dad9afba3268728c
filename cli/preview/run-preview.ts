import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, type EngineEvent, type PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { createStageStack, type StageStackOptions } from "../../engine/stage-stack.ts";
import { serveProvider } from "../../local/provider/provider-server.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";
import { type PolicyReport, policyReport } from "../policies/policy-report.ts";
import { EmptyAssets, emptyAssetsMessage } from "./empty-assets.ts";
import { previewedResource } from "./previewed-resource.ts";
import { type ProgramExemption, programExemption } from "./program-exemptions.ts";
import { ResourcePositions } from "./resource-positions.ts";

/** A resource that an update would touch. */
export interface ResourceChange {
  readonly operation: string;
  readonly type: string;
  readonly name: string;
  /** Names of the properties that differ; values are never shown. */
  readonly properties: readonly string[];
}

/** What a preview found out. */
export interface PreviewOutcome {
  readonly succeeded: boolean;
  readonly changes: readonly ResourceChange[];
  /** What the stage would be made of, with the inputs that are known. */
  readonly resources: readonly ProgramResource[];
  readonly policies: readonly PolicyReport[];
  /** What the program itself lets off; the stage's settings hold the rest. */
  readonly exemptions?: readonly ProgramExemption[];
  /** Errors of the program and the engine, other than policy violations. */
  readonly errors: readonly string[];
}

/** What to preview, and where. */
export interface PreviewRequest {
  /** Folder of the repository, which places of findings are relative to. */
  readonly root: string;
  readonly stage: string;
  readonly program: PulumiFn;
  readonly config: Readonly<Record<string, string>>;
  readonly policyPacks: readonly string[];
  /** Files with the configuration of the packs, in their order; none when left out. */
  readonly policyPackConfigs?: readonly string[];
  /** State of a deployed stage to compare with; without it the embedded provider is used. */
  readonly deployed?: { readonly backendUrl: string; readonly passphrase: string };
}

/**
 * Previews a stage on the real engine with policy packs. Nothing of the repository and nothing in
 * AWS is changed. Throws PulumiCommandError when there is no Pulumi CLI.
 */
export async function runPreview(request: PreviewRequest): Promise<PreviewOutcome> {
  const { stage, program, config, deployed } = request;
  const workDir = await mkdtemp(join(tmpdir(), "preview-"));
  const provider = deployed ? undefined : await serveProvider();
  try {
    const options: StageStackOptions = {
      stage,
      workDir,
      program,
      config,
      ...deployed,
      ...(provider ? { debugProviders: { aws: provider.port } } : {}),
    };
    return await outcomeOf(options, request);
  } finally {
    await provider?.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

async function outcomeOf(
  options: StageStackOptions,
  { root, policyPacks, policyPackConfigs = [] }: PreviewRequest,
): Promise<PreviewOutcome> {
  const events: EngineEvent[] = [];
  const assets = new EmptyAssets();
  const positions = new ResourcePositions(root);
  const program = positions.watch(assets.watch(options.program));
  const stack = await createStageStack({ ...options, program });
  let succeeded = true;
  let failure = "";
  try {
    const onEvent = (event: EngineEvent) => void events.push(event);
    await stack.preview({
      policyPacks: [...policyPacks],
      policyPackConfigs: [...policyPackConfigs],
      onEvent,
      color: "never",
    });
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    succeeded = false;
    failure = error.message;
  }
  const policies = events.flatMap(({ policyEvent }) =>
    policyEvent ? [policyReport(policyEvent, positions.of(policyEvent.resourceUrn ?? ""))] : [],
  );
  const { found } = assets;
  const errors =
    !succeeded && found.length > 0 ? [emptyAssetsMessage(found)] : events.flatMap(errorOf);
  const explained = errors.length > 0 || policies.some(({ level }) => level === "mandatory");
  return {
    succeeded,
    changes: events.flatMap(changeOf),
    resources: [
      ...new Map(events.flatMap(previewedResource).map((each) => [key(each), each])).values(),
    ],
    policies,
    exemptions: events.flatMap((event) => programExemption(event, (urn) => positions.callsTo(urn))),
    errors: succeeded || explained ? errors : [failure],
  };
}

/** A replacement is announced in several steps. */
function key({ type, name }: ProgramResource): string {
  return `${type} ${name}`;
}

function errorOf({ diagnosticEvent }: EngineEvent): string[] {
  if (diagnosticEvent?.severity !== "error") {
    return [];
  }
  const text = plain(diagnosticEvent.message).trim();
  // What follows from a refused preview is said by the violations themselves.
  return text === "" || /^preview failed$/.test(text) ? [] : [text];
}

function changeOf({ resourcePreEvent }: EngineEvent): ResourceChange[] {
  const metadata = resourcePreEvent?.metadata;
  if (!metadata || ["same", "read"].includes(metadata.op)) {
    return [];
  }
  if (/^pulumi:(pulumi:Stack|providers:)/.test(metadata.type)) {
    return [];
  }
  return [
    {
      operation: metadata.op,
      type: metadata.type,
      name: metadata.urn.split("::").at(-1) ?? "",
      properties: [
        ...new Set([...(metadata.diffs ?? []), ...Object.keys(metadata.detailedDiff ?? {})]),
      ],
    },
  ];
}

/** Text without the engine's color directives. */
function plain(text: string): string {
  return text.replace(/<\{%[^}]*%\}>/g, "");
}
