import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { lock } from "proper-lockfile";
import { SemVer } from "semver";
import { versionRoot } from "./pulumi-home.ts";

const run = promisify(execFile);

/** Version that `pulumi-cli/go.mod` pins. */
export const BUILT_VERSION = new SemVer("3.259.0");

const MODULE = join(import.meta.dirname, "pulumi-cli");
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Milliseconds for a build with nothing cached on a slow machine. */
const BUILD_TIMEOUT_MS = 30 * 60_000;

/** Compiler output that is worth showing; all of it can be pages. */
const SHOWN_LINES = 8;

/**
 * Builds the Pulumi CLI from its pinned Go module into the shared cache and returns the folder of
 * the installation. A second process that wants the same waits for the first and uses its result.
 * Throws with what the Go tool said.
 */
export async function buildPulumiCli(onProgress: (line: string) => void): Promise<string> {
  await run("go", ["version"]).catch(() => {
    throw new Error("no `go` on PATH");
  });
  const root = versionRoot(BUILT_VERSION);
  const executable = join(root, "bin", "pulumi");
  await mkdir(dirname(executable), { recursive: true });
  const release = await lock(root, {
    stale: 30_000,
    retries: { forever: true, maxTimeout: 2_000 },
  });
  try {
    if (!(await exists(executable))) {
      await build(executable, onProgress);
    }
  } finally {
    await release();
  }
  return root;
}

async function build(executable: string, onProgress: (line: string) => void): Promise<void> {
  onProgress(
    `Building the Pulumi CLI ${BUILT_VERSION.version} with Go, once: about 4 minutes on 2 cores.`,
  );
  const unfinished = `${executable}.${process.pid}.unfinished`;
  const linker = `-s -w -X ${VERSION_VARIABLE}=v${BUILT_VERSION.version}`;
  try {
    await run("go", ["build", "-ldflags", linker, "-o", unfinished, PACKAGE], {
      cwd: MODULE,
      env: { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false" },
      timeout: BUILD_TIMEOUT_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
    await rename(unfinished, executable);
  } catch (error) {
    throw new Error(`\`go build\` in engine/pulumi-cli failed: ${lastLines(error)}`);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function lastLines(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
  return stderr.trim().split("\n").slice(-SHOWN_LINES).join("\n    ");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
