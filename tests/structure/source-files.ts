import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A file that is kept in git, or will be. */
export interface SourceFile {
  /** Path from the repository's folder. */
  readonly path: string;
  readonly text: string;
}

/** Returns the repository's own files whose path matches, those of others left out. */
export function sourceFiles(pattern: RegExp): SourceFile[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" });
  return [...new Set(listed.split("\n"))]
    .filter((path) => pattern.test(path) && !path.startsWith("tests/bundle/official-suite/"))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(ROOT, path), "utf8") }];
      } catch {
        return []; // deleted and not yet committed
      }
    });
}
