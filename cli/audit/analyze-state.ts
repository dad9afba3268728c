import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineHome } from "../engine/language-host.ts";
import { resolvePulumiCommand } from "../engine/pulumi-command.ts";
import { type PolicyReport, policyReport } from "../policies/policy-report.ts";
import { emptyAssetsMessage } from "../preview/empty-assets.ts";
import { emptyAssetsIn } from "./state-assets.ts";

/** What to analyze. */
export interface AnalyzeRequest {
  /** The state as `pulumi stack export` writes it. */
  readonly state: string;
  readonly policyPack: string;
  readonly policyPackConfig?: string | undefined;
  /** The stage's settings by full key, which the rules read; none when left out. */
  readonly config?: Readonly<Record<string, string>>;
}

/** An audit that could not be carried out; the message is for people. */
export class AuditError extends Error {}

/**
 * Runs the rules over a state, as `pulumi policy analyze` does: neither the program nor AWS is asked.
 *
 * @throws AuditError when the state cannot be read or the pack fails.
 */
export async function analyzeState(request: AnalyzeRequest): Promise<readonly PolicyReport[]> {
  const empty = emptyAssetsIn(parsed(request.state));
  if (empty.length > 0) throw new AuditError(emptyAssetsMessage(empty));
  const folder = await mkdtemp(join(tmpdir(), "audit-"));
  try {
    const file = join(folder, "state.json");
    await writeFile(file, request.state, { mode: 0o600 });
    const events = eventsIn(await analyze(folder, file, request));
    if (!events.some(({ summaryEvent }) => summaryEvent !== undefined)) {
      throw new AuditError("the engine ended before all rules had judged the state");
    }
    return events.flatMap(({ policyEvent }) => (policyEvent ? [policyReport(policyEvent)] : []));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parsed(state: string): unknown {
  try {
    const value: unknown = JSON.parse(state);
    if (typeof value === "object" && value !== null && "deployment" in value) return value;
  } catch {
    // Said below.
  }
  throw new AuditError(
    "the state must be JSON as `pulumi stack export` writes it, with a `deployment`. " +
      "Fix: pulumi stack export --stack <stack> | npm run audit -- --file -",
  );
}

async function analyze(
  folder: string,
  file: string,
  { policyPack, policyPackConfig, config = {} }: AnalyzeRequest,
): Promise<string> {
  const { command } = await resolvePulumiCommand();
  const home = await engineHome(command, folder);
  const args = ["policy", "analyze", "--json", "--policy-pack", policyPack, "--file", file];
  if (policyPackConfig !== undefined) args.push("--policy-pack-config", policyPackConfig);
  const env = {
    ...process.env,
    ...(home === undefined ? {} : { PULUMI_HOME: home }),
    // The rules read the stage's settings as a program does (Pulumi SDK, `runtime/config.ts`).
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, maxBuffer: 2 ** 28 };
    execFile(command, args, options, (error, stdout, stderr) => {
      // Mandatory violations end the command with an error too.
      if (error === null || stdout.includes('"summaryEvent"')) resolve(stdout);
      else reject(new AuditError(reasonIn(stderr) ?? error.message));
    });
  });
}

function reasonIn(stderr: string): string | undefined {
  const lines = stderr.split("\n").filter((line) => !line.startsWith("warning:"));
  return lines.join("\n").trim() || undefined;
}

/** One event a line. */
function eventsIn(output: string): readonly EngineEvent[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as EngineEvent);
}
