import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { readStageFile } from "../../settings/stage-settings.ts";
import { type PolicyReport, refuses } from "../policies/policy-report.ts";
import { sarifLog } from "../policies/sarif.ts";
import { analyzeState } from "./analyze-state.ts";
import { AuditError } from "./audit-error.ts";
import { auditTable } from "./audit-table.ts";
import { readExportedState } from "./exported-state.ts";
import { stageState } from "./stage-state.ts";

/** The forms in which an audit is printed. */
export const AUDIT_FORMATS = ["table", "json", "sarif"] as const;

export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** What `npm run audit` was asked. */
export interface AuditRequest {
  /** Folder of the repository. */
  readonly root: string;
  /** The stage whose deployed state is audited, and whose settings count. */
  readonly stage?: string | undefined;
  /** File with an exported state, `-` for standard input; the stage's backend when left out. */
  readonly file?: string | undefined;
  readonly format: AuditFormat;
  /** Files that are written beside what is printed. */
  readonly json?: string | undefined;
  readonly sarif?: string | undefined;
  /** File with the policy pack's configuration, as `pulumi preview --policy-pack-config` takes it. */
  readonly policyPackConfig?: string | undefined;
}

/** What is printed, and whether no mandatory finding is open. */
export interface AuditResult {
  readonly text: string;
  readonly passed: boolean;
}

/**
 * Runs the policy pack over a state and writes what it found.
 *
 * @throws AuditError if there is no state, or it cannot be judged; StageFileError for an unknown stage.
 */
export async function auditCommand(request: AuditRequest): Promise<AuditResult> {
  const { root, stage, file, json, sarif, policyPackConfig } = request;
  const config = stage === undefined ? {} : readStageFile(root, stage).config;
  const text = file === undefined ? await deployedState(root, stage) : await stateIn(file);
  const state = readExportedState(text);
  const reports = await analyzeState({
    root,
    state,
    policyPackConfig: policyPackConfig === undefined ? undefined : resolve(policyPackConfig),
    config,
  });
  const name = stage ?? state.stack;
  const print = (format: AuditFormat): string => printed(format, name, reports);
  if (json !== undefined) {
    await write("--json", json, print("json"));
  }
  if (sarif !== undefined) {
    await write("--sarif", sarif, print("sarif"));
  }
  return { text: print(request.format), passed: !reports.some(refuses) };
}

function printed(format: AuditFormat, stack: string, reports: readonly PolicyReport[]): string {
  if (format === "table") {
    return auditTable(stack, reports);
  }
  const value = format === "json" ? { stack, findings: reports } : sarifLog(stack, reports);
  return JSON.stringify(value, null, 2);
}

async function write(option: string, file: string, text: string): Promise<void> {
  await writeFile(file, `${text}\n`).catch(() => {
    throw new AuditError(`${option} must name a file that can be written, got ${file}`);
  });
}

async function stateIn(file: string): Promise<string> {
  if (file === "-") {
    return await readAll(process.stdin);
  }
  return await readFile(file, "utf8").catch(() => {
    throw new AuditError(`--file must name a file that can be read, got ${file}`);
  });
}

async function deployedState(root: string, stage = ""): Promise<string> {
  const { PULUMI_BACKEND_URL: backend } = process.env;
  if (!backend) {
    throw new AuditError(
      "PULUMI_BACKEND_URL is not set; set it to where `pulumi up` keeps the stage's state " +
        "(s3://<bucket>), or give an exported state by --file",
    );
  }
  return await stageState(root, stage, backend);
}
