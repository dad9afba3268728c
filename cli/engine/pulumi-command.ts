import { execFile } from "node:child_process";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

const run = promisify(execFile);

/** The CLI that is built when none can be downloaded: the version in `pulumi-cli/go.mod`. */
const GO_MODULE_VERSION = "3.259.0";

const GO_MODULE_FOLDER = fileURLToPath(new URL("pulumi-cli", import.meta.url));

const CLI_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

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

const cacheRoot = (version: string): string =>
  join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "versions", version);

const WAYS: readonly Way[] = [
  { name: "`pulumi` on PATH", get: () => PulumiCommand.get() },
  {
    name: `the built CLI in ${cacheRoot(GO_MODULE_VERSION)}`,
    get: () => PulumiCommand.get({ root: cacheRoot(GO_MODULE_VERSION) }),
  },
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

/** Builds beside the target and renames, so that no reader ever sees half a file. */
async function build(onProgress: (line: string) => void): Promise<PulumiCommand> {
  const root = cacheRoot(GO_MODULE_VERSION);
  const bin = join(root, "bin");
  const unfinished = join(bin, `pulumi.${process.pid}`);
  await run("go", ["version"]);
  onProgress(`Building the Pulumi CLI ${GO_MODULE_VERSION} with Go (some minutes, once) ...`);
  await mkdir(bin, { recursive: true });
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${GO_MODULE_VERSION}`;
  const flags = ["build", "-mod=readonly", "-o", unfinished, "-ldflags", `-s -w ${version}`];
  try {
    await run("go", [...flags, CLI_PACKAGE], { cwd: GO_MODULE_FOLDER, maxBuffer: 1 << 26 });
    await rename(unfinished, join(bin, "pulumi"));
  } finally {
    await rm(unfinished, { force: true });
  }
  return PulumiCommand.get({ root });
}

/** The first telling line of a failed command or request. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const lines = text.split("\n").map((line) => line.replace(/^\s*(stderr|err\?):\s*/, "").trim());
  const telling = lines.filter((line) => line !== "" && !/^(code|stdout):/.test(line));
  return telling[0] ?? "no reason given";
}
