import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { buildPulumiCli } from "./pulumi-cli-build.ts";
import { cachedVersions, pulumiHome, versionRoot } from "./pulumi-home.ts";

/** No Pulumi CLI could be had; the message lists what was tried and what to do. */
export class PulumiCommandError extends Error {
  constructor(failures: readonly string[]) {
    super(
      [
        "No Pulumi CLI could be had. Tried:",
        ...failures.map((failure) => `  - ${failure}`),
        "Fix: install Pulumi (https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, or " +
          "install Go, from which the CLI can be built.",
      ].join("\n"),
    );
    this.name = "PulumiCommandError";
  }
}

/** A way to get the CLI: throws when it does not work on this machine. */
interface Way {
  readonly name: string;
  readonly get: (onProgress: (line: string) => void) => Promise<PulumiCommand>;
}

const WAYS: readonly Way[] = [
  { name: "`pulumi` on PATH", get: () => PulumiCommand.get() },
  { name: `the shared cache ${pulumiHome()}/versions`, get: fromCache },
  { name: "the official download", get: download },
  { name: "a build from the pinned Go module", get: build },
];

/**
 * The Pulumi CLI, from the first of these that works: PATH, the shared cache, the official
 * download, a build from the pinned Go module. `onProgress` gets a line before what takes long.
 * Throws PulumiCommandError.
 */
export async function resolvePulumiCommand(
  onProgress: (line: string) => void = () => {},
): Promise<PulumiCommand> {
  const failures: string[] = [];
  for (const way of WAYS) {
    try {
      return await way.get(onProgress);
    } catch (cause) {
      failures.push(`${way.name}: ${reasonOf(cause)}`);
    }
  }
  throw new PulumiCommandError(failures);
}

async function download(onProgress: (line: string) => void): Promise<PulumiCommand> {
  onProgress("Getting the Pulumi CLI (about 200 MB, once) ...");
  return PulumiCommand.install();
}

async function fromCache(): Promise<PulumiCommand> {
  for (const version of await cachedVersions()) {
    const found = await PulumiCommand.get({ root: versionRoot(version) }).catch(() => undefined);
    if (found !== undefined) return found;
  }
  throw new Error("no version is in it");
}

async function build(onProgress: (line: string) => void): Promise<PulumiCommand> {
  return PulumiCommand.get({ root: await buildPulumiCli(onProgress) });
}

/** The first telling line of a failed command or request. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const lines = text.split("\n").map((line) => line.replace(/^\s*(stderr|err\?):\s*/, "").trim());
  const telling = lines.filter((line) => line !== "" && !/^(code|stdout):/.test(line));
  return telling[0] ?? "no reason given";
}
