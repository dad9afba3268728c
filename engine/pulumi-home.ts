import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { SemVer } from "semver";

/** Folder that the Pulumi CLI and its SDKs share: `$PULUMI_HOME`, by default `~/.pulumi`. */
export function pulumiHome(): string {
  return process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
}

/** Folder of one installed version; its executable is `bin/pulumi` (Automation API, `install`). */
export function versionRoot(version: SemVer): string {
  return join(pulumiHome(), "versions", version.version);
}

/** Versions that have a folder in the shared cache, newest first. */
export async function cachedVersions(): Promise<SemVer[]> {
  const names = await readdir(join(pulumiHome(), "versions")).catch(() => []);
  return names
    .flatMap((name) => {
      try {
        return [new SemVer(name)];
      } catch {
        return [];
      }
    })
    .sort((a, b) => b.compare(a));
}
