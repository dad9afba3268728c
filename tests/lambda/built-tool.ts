import { access, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { lock } from "proper-lockfile";
import { pulumiHome } from "../../engine/pulumi-home.ts";

/** Something that is built on this machine, or why it cannot be. */
export type BuiltTool =
  | { readonly path: string; readonly missing?: undefined }
  | { readonly path?: undefined; readonly missing: string };

/** What a build may write to; it becomes `name` in the cache when the build is done. */
type Build = (unfinished: string) => Promise<void>;

/**
 * Builds a tool once for all checkouts on this machine, into a folder beside the Pulumi CLI's. A
 * second process that wants the same waits for the first and uses its result.
 *
 * @param name Name in the cache, with the version.
 * @returns Its path there, or the reason why it cannot be built here.
 */
export async function builtTool(name: string, build: Build): Promise<BuiltTool> {
  const path = join(pulumiHome(), "lambda-tools", name);
  await mkdir(dirname(path), { recursive: true });
  const release = await lock(path, {
    realpath: false,
    stale: 30_000,
    retries: { forever: true, maxTimeout: 1_000 },
  });
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    if (await exists(path)) {
      return { path };
    }
    await build(unfinished);
    await rename(unfinished, path);
    return { path };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await release();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
