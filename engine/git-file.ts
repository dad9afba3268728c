import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { GitError } from "./git-error.ts";

/**
 * A file of the repository as it was at a commit; undefined when the commit has no such file.
 *
 * @param root Folder within the repository.
 * @param path Path of the file below `root`.
 * @throws GitError when git finds no such commit.
 */
export async function fileAt(root: string, ref: string, path: string): Promise<string | undefined> {
  const commit = await commitOf(root, ref);
  const listed = await git(root, ["ls-tree", "--name-only", commit, "--", path], ref);
  return listed.trim() === "" ? undefined : git(root, ["show", `${commit}:./${path}`], ref);
}

/** The files below a folder that differ between a commit and the working tree. */
export async function filesChanged(root: string, ref: string, folder: string): Promise<string[]> {
  const commit = await commitOf(root, ref);
  const listed = await git(root, ["diff", "--name-only", "--relative", commit, "--", folder], ref);
  return listed.split("\n").filter((path) => path !== "");
}

/**
 * Writes what a folder of the repository was at a commit.
 *
 * @param root Folder within the repository.
 * @param folder Where to write, a folder that exists.
 * @throws GitError when git finds no such commit.
 */
export async function writeTree(root: string, ref: string, folder: string): Promise<void> {
  const commit = await commitOf(root, ref);
  const index = { GIT_INDEX_FILE: join(folder, ".git-index") };
  await git(root, ["read-tree", `${commit}:./`], ref, index);
  await git(root, ["checkout-index", "--all", `--prefix=${folder}/`], ref, index);
}

async function commitOf(root: string, ref: string): Promise<string> {
  const revision = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  return (await git(root, revision, ref)).trim();
}

async function git(
  root: string,
  args: readonly string[],
  ref: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const env = { ...process.env, ...variables };
    const { stdout } = await promisify(execFile)("git", ["-C", root, ...args], { env });
    return stdout;
  } catch {
    throw new GitError(
      `--against: git finds no commit "${ref}" here; fetch it first (git fetch origin), ` +
        "or name a branch, tag or commit of this repository",
    );
  }
}
