import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createStageStack } from "../../engine/stage-stack.ts";
import { serveProvider } from "../../local/provider/provider-server.ts";

export const PASSPHRASE = "correct horse battery staple";

/** The value of a secret in the state of the stage. */
export const HUSH = "not-for-any-report";

/** A stage whose state is at a backend of its own. */
export interface DeployedStage {
  readonly backendUrl: string;
  /** Where this file declares the API, as SARIF writes a region. */
  readonly apiPosition: { readonly startLine: number; readonly startColumn: number };
  /** The state, as `pulumi stack export` writes it. */
  export(...options: readonly string[]): Promise<string>;
}

/** Deploys a stage `prod` that nothing guards, by the real engine without the policy pack. */
export async function deployUnguarded(folder: string): Promise<DeployedStage> {
  const state = join(folder, "backend");
  await mkdir(state, { recursive: true });
  const backendUrl = pathToFileURL(state).href;
  const provider = await serveProvider();
  const stack = await createStageStack({
    stage: "prod",
    workDir: folder,
    passphrase: PASSPHRASE,
    backendUrl,
    config: { "aws:region": "eu-west-1" },
    debugProviders: { aws: provider.port },
    program: async () => {
      const api = nakedApi();
      const code = pulumi.secret(`export const onPublish = (ctx) => ctx.events; // ${HUSH}`);
      new aws.appsync.ChannelNamespace("bare", {
        apiId: api.apiId,
        name: "bare",
        codeHandlers: code,
      });
    },
  });
  await stack.up();
  await provider.close();
  const { command } = stack.workspace.pulumiCommand;
  return {
    backendUrl,
    apiPosition: await apiPosition(),
    export: async (...options) => {
      const args = ["stack", "export", "--stack", "prod", "--non-interactive", ...options];
      const variables = { PULUMI_BACKEND_URL: backendUrl, PULUMI_CONFIG_PASSPHRASE: PASSPHRASE };
      const env = { ...process.env, ...variables };
      return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout;
    },
  };
}

function nakedApi(): aws.appsync.Api {
  const modes = [{ authType: "AWS_IAM" }];
  const eventConfig = {
    authProviders: modes,
    connectionAuthModes: modes,
    defaultPublishAuthModes: modes,
    defaultSubscribeAuthModes: modes,
  };
  return new aws.appsync.Api("naked", { name: "naked", eventConfig });
}

/** Where this file declares the API, found in its text. */
async function apiPosition(): Promise<DeployedStage["apiPosition"]> {
  const lines = (await readFile(import.meta.filename, "utf8")).split("\n");
  const index = lines.findIndex((line) => line.startsWith("  return new aws.appsync.Api("));
  return { startLine: index + 1, startColumn: "  return ".length + 1 };
}
