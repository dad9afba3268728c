import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineHome } from "../../engine/language-host.ts";
import { resolvePulumiCommand } from "../../engine/pulumi-command.ts";
import { type PolicyReport, policyReport } from "../policies/policy-report.ts";
import { emptyAssetsMessage } from "../preview/empty-assets.ts";
import { AuditError } from "./audit-error.ts";
import type { ExportedState } from "./exported-state.ts";
import { projectName } from "./project-name.ts";
import { statePositions } from "./state-positions.ts";
import { emptyAssetsIn, holdsCiphertext } from "./state-values.ts";

/** What to analyze. */
export interface AnalyzeRequest {
  /** Folder of the repository. */
  readonly root: string;
  readonly state: ExportedState;
  readonly policyPackConfig?: string | undefined;
  /** The stage's settings by full key, which the rules read; none when left out. */
  readonly config?: Readonly<Record<string, string>>;
}

/** What the engine says when it has no key to secrets, be there any or not (Pulumi CLI, `policy_analyze.go`). */
const BLINDED = "could not decrypt secrets";

/**
 * Runs the rules over a state, as `pulumi policy analyze` does: neither the program nor AWS is asked.
 *
 * @throws AuditError if the state cannot be read, its secrets cannot be decrypted, or the pack fails.
 */
export async function analyzeState(request: AnalyzeRequest): Promise<readonly PolicyReport[]> {
  const { root, state } = request;
  const empty = emptyAssetsIn(state.resources);
  if (empty.length > 0) {
    throw new AuditError(emptyAssetsMessage(empty));
  }
  const folder = await mkdtemp(join(tmpdir(), "audit-"));
  try {
    const file = join(folder, "state.json");
    await writeFile(file, state.text, { mode: 0o600 });
    const events = eventsIn(await analyze(folder, file, request));
    if (!events.some(({ summaryEvent }) => summaryEvent !== undefined)) {
      throw new AuditError("the engine ended before all rules had judged the state");
    }
    // Another project may have files of the same names.
    const isOurs = state.project === (await projectName(root));
    const positions = isOurs ? statePositions(root, state.resources) : new Map<string, never>();
    return events.flatMap(({ policyEvent }) =>
      policyEvent ? [policyReport(policyEvent, positions.get(policyEvent.resourceUrn ?? ""))] : [],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function analyze(
  folder: string,
  file: string,
  { root, state, policyPackConfig, config = {} }: AnalyzeRequest,
): Promise<string> {
  const { command } = await resolvePulumiCommand();
  const home = await engineHome(command, folder);
  const pack = join(root, "policies");
  const args = ["policy", "analyze", "--json", "--policy-pack", pack, "--file", file];
  if (policyPackConfig !== undefined) {
    args.push("--policy-pack-config", policyPackConfig);
  }
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
      const isBlind = stderr.includes(BLINDED) && holdsCiphertext(state.resources);
      if (isBlind) {
        reject(new AuditError(UNDECRYPTABLE));
      }
      // Mandatory violations end the command with an error too.
      else if (error === null || stdout.includes('"summaryEvent"')) {
        resolve(stdout);
      } else {
        reject(new AuditError(reasonIn(stderr, file) ?? "the engine failed without a reason"));
      }
    });
  });
}

// What a rule would find in a value that it cannot read is not known, and unknown counts as unguarded.
const UNDECRYPTABLE =
  "the state holds secrets that cannot be decrypted, so not everything could be judged. Fix: set " +
  "PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) to the stack's passphrase; a state whose " +
  "secrets a service encrypts, export with `pulumi stack export --show-secrets`";

/** What the engine says, with the state in the place of the file that it was handed. */
function reasonIn(stderr: string, file: string): string | undefined {
  const lines = stderr.split("\n").filter((line) => !line.startsWith("warning:"));
  const text = lines.join("\n").replaceAll(`state file ${file}`, "the state");
  return (
    text
      .replaceAll(file, "the state")
      .replace(/^error: /, "")
      .trim() || undefined
  );
}

/** One event a line. */
function eventsIn(output: string): readonly EngineEvent[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as EngineEvent);
}
