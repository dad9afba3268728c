import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a start does not need, or must not share. */
const LEFT_OUT = new Set(["node_modules", "tests", "bench", "docs"]);

/**
 * A copy of this project in a folder of its own, so that a test can edit its files. It uses the
 * installed packages of this one and goes when the test ends.
 */
export async function projectCopy(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "project-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const name of await readdir(ROOT)) {
    if (LEFT_OUT.has(name) || name.startsWith(".")) {
      continue;
    }
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}
