import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CommandError,
  type EngineEvent,
  type PreviewOptions,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { createStageStack } from "../../../engine/stage-stack.ts";
import { type ExistingResources, serveEchoProvider } from "./echo-provider.ts";

export const packFolder = fileURLToPath(new URL("../../../policies", import.meta.url));

/** The packages whose resources the echo provider takes. */
const PACKAGES = [
  "aws",
  "aws-native",
  "awscc",
  "command",
  "datadog",
  "docker",
  "github",
  "kubernetes",
  "pulumi-nodejs",
  "random",
];

/** What the engine says a policy reported. */
export interface Reported {
  readonly policy: string;
  readonly urn: string;
  /** The resource's name: the last part of the URN. */
  readonly resource: string;
  readonly level: string;
  readonly message: string;
}

/** One preview or update: whether it succeeded, and all that the policies reported. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly reported: readonly Reported[];
  readonly output: string;
}

export interface EngineRun {
  readonly stack: Stack;
  preview(program: PulumiFn): Promise<Outcome>;
  update(program: PulumiFn): Promise<Outcome>;
  close(): Promise<void>;
}

/** A stack of its own, on the real engine, with a provider that takes any resource. */
export async function openEngine(
  options: {
    stage?: string;
    packs?: readonly string[];
    config?: Readonly<Record<string, string>>;
    projectName?: string;
    existing?: ExistingResources;
    /** Where the state is, for stacks that refer to each other; a folder of its own when left out. */
    backendUrl?: string;
    /** The pack's configuration, as its users write it into a file. */
    packConfig?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<EngineRun> {
  const { stage = "prod", packs = [packFolder] } = options;
  const config = { "aws:region": "eu-west-1", ...options.config };
  const { projectName = "policy-tests", packConfig } = options;
  const folder = await mkdtemp(join(tmpdir(), "policies-"));
  const provider = await serveEchoProvider(options.existing);
  const { port } = provider;
  const stack = await createStageStack({
    stage,
    workDir: folder,
    projectName,
    program: async () => {},
    config,
    ...(options.backendUrl === undefined ? {} : { backendUrl: options.backendUrl }),
    // One state file at the end instead of one after each of thousands of resources.
    env: { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" },
    debugProviders: Object.fromEntries(PACKAGES.map((name) => [name, port])),
  });
  const policyPackConfigs = packConfig === undefined ? [] : [join(folder, "policy-settings.json")];
  for (const file of policyPackConfigs) {
    await writeFile(file, JSON.stringify(packConfig));
  }
  const run = (operation: "preview" | "up") => async (program: PulumiFn) => {
    stack.workspace.program = program;
    return await outcome(stack, operation, { policyPacks: [...packs], policyPackConfigs });
  };
  return {
    stack,
    preview: run("preview"),
    update: run("up"),
    close: async () => {
      provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function outcome(
  stack: Stack,
  operation: "preview" | "up",
  policies: Pick<PreviewOptions, "policyPacks" | "policyPackConfigs">,
): Promise<Outcome> {
  const reported: Reported[] = [];
  let output = "";
  const onEvent = ({ policyEvent }: EngineEvent) => {
    if (policyEvent === undefined) {
      return;
    }
    const {
      policyName: policy,
      enforcementLevel: level,
      message,
      resourceUrn: urn = "",
    } = policyEvent;
    reported.push({ policy, urn, resource: urn.split("::").at(-1) ?? "", level, message });
  };
  const onOutput = (text: string) => {
    output += text;
  };
  try {
    await stack[operation]({ ...policies, onEvent, onOutput, color: "never" });
    return { succeeded: true, reported, output };
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    return { succeeded: false, reported, output };
  }
}
