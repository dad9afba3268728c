import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { version as sdkVersion } from "@pulumi/pulumi/version.js";
import { SemVer } from "semver";
import { BUILT_VERSION, buildPulumiCli } from "./pulumi-cli-build.ts";
import { cachedVersions, pulumiHome, versionRoot } from "./pulumi-home.ts";

/** Oldest CLI that this program is tested with. */
const OLDEST_VERSION = BUILT_VERSION;

const DOWNLOAD_SITE = "https://get.pulumi.com";

/** Milliseconds for the first answer of the download site, and for a whole download. */
const ANSWER_MS = 5_000;
const DOWNLOAD_MS = 5 * 60_000;

/** No Pulumi CLI was found; the message lists what was tried and what to do. */
export class PulumiCommandError extends Error {
  constructor(failures: readonly string[]) {
    super(
      [
        `Pulumi CLI not found (${OLDEST_VERSION} or newer). Tried:`,
        ...failures.map((failure) => `  - ${failure}`),
        "Fix: install Pulumi (https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, or " +
          "install Go (https://go.dev/dl), with which the CLI is then built.",
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
  { name: "`pulumi` on PATH", get: () => PulumiCommand.get({ version: OLDEST_VERSION }) },
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

async function fromCache(): Promise<PulumiCommand> {
  for (const version of await cachedVersions()) {
    const options = { root: versionRoot(version), version: OLDEST_VERSION };
    const found = await PulumiCommand.get(options).catch(() => undefined);
    if (found !== undefined) {
      return found;
    }
  }
  throw new Error(`no version from ${OLDEST_VERSION} on is in it`);
}

/** The site is asked first: an answer that never comes must not hold up the other ways. */
async function download(onProgress: (line: string) => void): Promise<PulumiCommand> {
  const request = { method: "HEAD", signal: AbortSignal.timeout(ANSWER_MS) };
  await fetch(DOWNLOAD_SITE, request).catch(() => {
    throw new Error(`${DOWNLOAD_SITE} cannot be reached`);
  });
  const version = new SemVer(sdkVersion);
  onProgress(`Downloading the Pulumi CLI ${version}, once: about 100 MB ...`);
  return inTime(PulumiCommand.install({ root: versionRoot(version), version }));
}

async function inTime<T>(download: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = () => reject(new Error(`not finished after ${DOWNLOAD_MS / 60_000} minutes`));
  const timer = setTimeout(late, DOWNLOAD_MS);
  return Promise.race([download, promise]).finally(() => clearTimeout(timer));
}

async function build(onProgress: (line: string) => void): Promise<PulumiCommand> {
  return PulumiCommand.get({ root: await buildPulumiCli(onProgress), version: OLDEST_VERSION });
}

/** The first telling line of a failed command or request. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const lines = text.split("\n").map((line) => line.replace(/^\s*(stderr|err\?):\s*/, "").trim());
  const telling = lines.filter((line) => line !== "" && !/^(code|stdout):/.test(line));
  return telling[0] ?? "no reason given";
}
