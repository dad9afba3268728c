import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CostError } from "./cost/cost-error.ts";

/**
 * A file of the repository as it was at a commit; undefined when the commit has no such file.
 *
 * @param root Folder within the repository.
 * @param path Path of the file below `root`.
 * @throws CostError when git finds no such commit.
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

async function commitOf(root: string, ref: string): Promise<string> {
  const revision = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  return (await git(root, revision, ref)).trim();
}

async function git(root: string, args: readonly string[], ref: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", root, ...args]);
    return stdout;
  } catch {
    throw new CostError(
      `--against: git finds no commit "${ref}" here; fetch it first (git fetch origin), ` +
        "or name a branch, tag or commit of this repository",
    );
  }
}
