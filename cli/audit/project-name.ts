import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { AuditError } from "./audit-error.ts";

/**
 * Returns the name of the repository's Pulumi project, by which backends keep its stacks.
 *
 * @param root Folder of the repository.
 * @throws AuditError if `Pulumi.yaml` does not say it.
 */
export async function projectName(root: string): Promise<string> {
  const text = await readFile(join(root, "Pulumi.yaml"), "utf8").catch(() => "");
  const name: unknown = parse(text)?.name;
  if (typeof name === "string") return name;
  throw new AuditError("Pulumi.yaml must give the project a name, as in `name: appsync-events`");
}
