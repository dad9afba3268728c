import { existsSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTree } from "./git-file.ts";

/**
 * Calls `work` with a folder that holds what a folder of the repository was at a commit, with today's
 * packages, and removes it afterwards. The repository's own index and files stay as they are.
 *
 * @throws GitError when git finds no such commit, and what `work` throws.
 */
export async function atCommit<Result>(
  root: string,
  ref: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "at-commit-"));
  try {
    await writeTree(root, ref, folder);
    await symlink(packagesOf(root), join(folder, "node_modules"), "dir");
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function packagesOf(root: string): string {
  const own = join(root, "node_modules");
  return existsSync(own) ? own : fileURLToPath(new URL("../node_modules", import.meta.url));
}
