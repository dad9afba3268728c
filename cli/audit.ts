import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readStageFile } from "../settings/stage-settings.ts";
import { AuditError, analyzeState } from "./audit/analyze-state.ts";
import { auditTable } from "./audit/audit-table.ts";
import { stageState } from "./audit/stage-state.ts";
import { sarifLog } from "./policies/sarif.ts";

const USAGE = `npm run audit -- --stage <stage> [--file <state, or - for standard input>]
                 [--json <file>] [--sarif <file>] [--policy-pack-config <file>]

Runs the policy pack over what is deployed: the state at PULUMI_BACKEND_URL, or the one that
\`pulumi stack export\` wrote. With --file, --stage may be left out, and then no stage's settings count.`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** What is printed, and whether nothing mandatory was found. */
interface AuditResult {
  readonly text: string;
  readonly passed: boolean;
}

/** Runs the command line. Throws errors with messages for people. */
export async function run(args: readonly string[]): Promise<AuditResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: "string" },
      file: { type: "string" },
      json: { type: "string" },
      sarif: { type: "string" },
      "policy-pack-config": { type: "string" },
    },
  });
  const { stage, file, json, sarif, "policy-pack-config": packConfig } = values;
  if (stage === undefined && file === undefined) {
    throw new AuditError(`--stage is missing\n${USAGE}`);
  }
  const config = stage === undefined ? {} : readStageFile(root, stage).config;
  const state = file === undefined ? await deployedState(stage ?? "") : await stateIn(file);
  const reports = await analyzeState({
    state,
    policyPack: join(root, "policies"),
    policyPackConfig: packConfig === undefined ? undefined : resolve(packConfig),
    config,
  });
  const name = stage ?? stageIn(reports.map(({ urn }) => urn)) ?? "the stack";
  if (json !== undefined) {
    await writeFile(json, `${JSON.stringify({ stack: name, findings: reports }, null, 2)}\n`);
  }
  if (sarif !== undefined) {
    await writeFile(sarif, `${JSON.stringify(sarifLog(name, reports), null, 2)}\n`);
  }
  const passed = !reports.some(
    ({ level, exemption }) => level === "mandatory" && exemption === undefined,
  );
  return { text: auditTable(name, reports), passed };
}

async function stateIn(file: string): Promise<string> {
  if (file === "-") return await readAll(process.stdin);
  return await readFile(file, "utf8").catch(() => {
    throw new AuditError(`--file must name a file that can be read, got ${file}`);
  });
}

async function deployedState(stage: string): Promise<string> {
  const { PULUMI_BACKEND_URL: backend, PULUMI_CONFIG_PASSPHRASE: passphrase = "" } = process.env;
  if (!backend) {
    throw new AuditError(
      "PULUMI_BACKEND_URL is not set; set it to where `pulumi up` keeps the stage's state " +
        "(s3://<bucket>), or give an exported state by --file",
    );
  }
  return await stageState(stage, backend, passphrase);
}

/** The stack's name in a URN: `urn:pulumi:<stack>::<project>::...`. */
function stageIn(urns: readonly string[]): string | undefined {
  return urns
    .find((urn) => urn !== "")
    ?.split("::", 1)[0]
    ?.split(":")[2];
}

if (import.meta.main) {
  try {
    const { text, passed } = await run(process.argv.slice(2));
    console.log(text);
    process.exitCode = passed ? 0 : 1;
  } catch (error) {
    console.error(`npm run audit: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
