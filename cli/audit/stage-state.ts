import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { resolvePulumiCommand } from "../engine/pulumi-command.ts";
import { AuditError } from "./analyze-state.ts";

/**
 * Returns the state of a deployed stage as `pulumi stack export` writes it; nothing is changed.
 *
 * @throws AuditError when the backend has no such stack.
 */
export async function stageState(
  stage: string,
  backendUrl: string,
  passphrase: string,
): Promise<string> {
  const workDir = await mkdtemp(join(tmpdir(), "audit-stage-"));
  try {
    const workspace = await LocalWorkspace.create({
      workDir,
      pulumiCommand: await resolvePulumiCommand(),
      projectSettings: { name: "appsync-events", runtime: "nodejs", backend: { url: backendUrl } },
      envVars: {
        PULUMI_BACKEND_URL: backendUrl,
        PULUMI_CONFIG_PASSPHRASE: passphrase,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    const state = await workspace.exportStack(stage).catch(() => {
      throw new AuditError(
        `no stack ${stage} could be read at PULUMI_BACKEND_URL. Fix: set it to where \`pulumi up\` keeps ` +
          "the stage's state and PULUMI_CONFIG_PASSPHRASE to its passphrase, or give the state by --file",
      );
    });
    return JSON.stringify(state);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}
