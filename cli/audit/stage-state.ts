import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { resolvePulumiCommand } from "../../engine/pulumi-command.ts";
import { AuditError } from "./audit-error.ts";
import { projectName } from "./project-name.ts";

/**
 * Returns the state of a deployed stage as `pulumi stack export` writes it, its secrets encrypted. Nothing
 * is changed.
 *
 * @param root Folder of the repository.
 * @param backendUrl Where the state is kept: `s3://<bucket>`, `file://<folder>`.
 * @throws AuditError if the backend has no such stack or cannot be read.
 */
export async function stageState(root: string, stage: string, backendUrl: string): Promise<string> {
  const name = await projectName(root);
  if (name === undefined) {
    throw new AuditError("Pulumi.yaml must give the project a name, as in `name: appsync-events`");
  }
  const { command } = await resolvePulumiCommand();
  const folder = await mkdtemp(join(tmpdir(), "audit-stage-"));
  try {
    // In a folder of its own, because the engine writes into the stage's settings file.
    await writeFile(
      join(folder, "Pulumi.yaml"),
      stringify({ name, runtime: "nodejs", backend: { url: backendUrl } }),
    );
    const args = ["stack", "export", "--stack", stage, "--non-interactive"];
    const variables = { PULUMI_BACKEND_URL: backendUrl, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const options = { cwd: folder, env: { ...process.env, ...variables }, maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  } catch (error) {
    throw new AuditError(
      `the state of stack ${stage} cannot be read at PULUMI_BACKEND_URL: ${reasonOf(error)}. ` +
        "Fix: set it to where `pulumi up` keeps the stage's state, or give an exported state by --file",
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the engine says is wrong, without the rest of what it prints. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const reason = /error: (?<said>.+)$/m.exec(text)?.groups?.said ?? "the engine gives no reason";
  return reason.replace(/\.$/, "");
}
