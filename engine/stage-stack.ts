import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  LocalWorkspace,
  type PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { asProperties, type Properties } from "../shared/properties.ts";
import { engineHome } from "./language-host.ts";
import { resolvePulumiCommand } from "./pulumi-command.ts";

/** How to make the stack of a stage. */
export interface StageStackOptions {
  readonly stage: string;
  /** Scratch folder: state, passphrase-encrypted secrets and settings live there and nowhere else. */
  readonly workDir: string;
  readonly program: PulumiFn;
  readonly projectName?: string;
  /** Stack configuration by full key, such as `appsync-events:logging`; objects as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  /** Ports of running providers by package: the engine then uses these and no plugin. */
  readonly debugProviders?: Readonly<Record<string, number>>;
  /** Where the state is; a folder below `workDir` when left out. */
  readonly backendUrl?: string;
  readonly passphrase?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: PulumiCommand;
}

/**
 * Selects the stack of a stage, or makes it: the real engine, run from this process with an inline
 * program, so no file of the repository is written. Throws PulumiCommandError when there is no CLI.
 */
export async function createStageStack(options: StageStackOptions): Promise<Stack> {
  const { stage, workDir } = options;
  const command = options.command ?? (await resolvePulumiCommand());
  const state = join(workDir, "state");
  await mkdir(state, { recursive: true });
  const projectName = options.projectName ?? "appsync-events";
  const backend = options.backendUrl ?? pathToFileURL(state).href;
  const home = await engineHome(command.command, workDir);
  const salt = await encryptionSalt(workDir, stage, projectName);
  return LocalWorkspace.createOrSelectStack(
    { stackName: stage, projectName, program: options.program },
    {
      workDir,
      pulumiCommand: command,
      projectSettings: { name: projectName, runtime: "nodejs", backend: { url: backend } },
      stackSettings: {
        [stage]: {
          ...(salt === undefined ? {} : { encryptionSalt: salt }),
          config: { ...options.config },
        },
      },
      envVars: {
        ...(home === undefined ? {} : { PULUMI_HOME: home }),
        PULUMI_BACKEND_URL: backend,
        PULUMI_CONFIG_PASSPHRASE: options.passphrase ?? "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...providerVariables(options.debugProviders),
        ...options.env,
      },
    },
  );
}

function providerVariables(
  providers: StageStackOptions["debugProviders"],
): Readonly<Record<string, string>> {
  if (providers === undefined) {
    return {};
  }
  const ports = Object.entries(providers).map(([name, port]) => `${name}:${port}`);
  return {
    PULUMI_DEBUG_PROVIDERS: ports.join(","),
    // A package that no running provider serves is an error, not a download.
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/**
 * The engine writes the salt of its secrets into the settings; overwriting it would lock them. The
 * state holds it as well, and is what the secrets are in: settings may be damaged or older.
 */
async function encryptionSalt(
  workDir: string,
  stage: string,
  projectName: string,
): Promise<string | undefined> {
  const stacks = join(workDir, "state", ".pulumi", "stacks", projectName);
  const { checkpoint } = await parsedFile(join(stacks, `${stage}.json`));
  const { latest } = asProperties(checkpoint);
  const { secrets_providers: secrets } = asProperties(latest);
  const { salt } = asProperties(asProperties(secrets).state);
  if (typeof salt === "string") {
    return salt;
  }
  const settings = await parsedFile(join(workDir, `Pulumi.${stage}.yaml`));
  return typeof settings.encryptionsalt === "string" ? settings.encryptionsalt : undefined;
}

/** The object in a YAML or JSON file; an empty one when there is none. */
async function parsedFile(file: string): Promise<Properties> {
  try {
    return asProperties(parse(await readFile(file, "utf8")));
  } catch {
    return {};
  }
}
