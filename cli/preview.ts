import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import program from "../index.ts";
import { type PreviewResult, previewCommand } from "./preview/preview-command.ts";
import { UsageError } from "./usage-error.ts";

const USAGE = `npm run preview -- --stage <stage> [--markdown <file>] [--sarif <file>] [--against <git ref>]
                   [--policy-pack-config <file>] [--embedded | --aws]

--embedded, the default, needs no AWS account: the engine is the real one, the provider is the
embedded stage's, and every resource is new. --aws compares with the deployed stage, whose state is
at PULUMI_BACKEND_URL.`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the command line. Throws errors with messages for people. */
export async function run(args: readonly string[], now: Date): Promise<PreviewResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: "string" },
      markdown: { type: "string" },
      sarif: { type: "string" },
      against: { type: "string" },
      "policy-pack-config": { type: "string" },
      embedded: { type: "boolean", default: false },
      aws: { type: "boolean", default: false },
    },
  });
  const {
    stage,
    markdown,
    sarif,
    against,
    embedded,
    aws,
    "policy-pack-config": policyPackConfig,
  } = values;
  if (stage === undefined) {
    throw new UsageError(`--stage is missing\n${USAGE}`);
  }
  if (embedded && aws) {
    throw new UsageError(`--embedded and --aws: choose one\n${USAGE}`);
  }
  const deployed = aws ? deployedState() : undefined;
  return previewCommand({
    root,
    program,
    stage,
    markdown,
    sarif,
    against,
    policyPackConfig,
    deployed,
    now,
  });
}

function deployedState() {
  const { PULUMI_BACKEND_URL: backendUrl, PULUMI_CONFIG_PASSPHRASE: passphrase = "" } = process.env;
  if (!backendUrl) {
    throw new UsageError(
      "--aws: PULUMI_BACKEND_URL is not set; set it to where `pulumi up` keeps the stage's state " +
        "(s3://<bucket>), or preview with --embedded",
    );
  }
  return { backendUrl, passphrase };
}

if (import.meta.main) {
  try {
    const { text, passed } = await run(process.argv.slice(2), new Date());
    console.log(text);
    process.exitCode = passed ? 0 : 1;
  } catch (error) {
    console.error(`npm run preview: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
