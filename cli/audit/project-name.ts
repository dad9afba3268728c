import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";

/**
 * Returns the name of the repository's Pulumi project, by which backends keep its stacks; undefined if
 * `Pulumi.yaml` does not say it.
 *
 * @param root Folder of the repository.
 */
export async function projectName(root: string): Promise<string | undefined> {
  const text = await readFile(join(root, "Pulumi.yaml"), "utf8").catch(() => "");
  const name: unknown = parse(text)?.name;
  return typeof name === "string" ? name : undefined;
}
