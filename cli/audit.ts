import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AUDIT_FORMATS, type AuditResult, auditCommand } from "./audit/audit-command.ts";
import { AuditError } from "./audit/audit-error.ts";

const USAGE = `npm run audit -- --stage <stage> [--file <state, or - for standard input>]
                 [--format table | json | sarif] [--json <file>] [--sarif <file>]
                 [--policy-pack-config <file>]

Runs the policy pack over what is deployed: the state at PULUMI_BACKEND_URL, or one that
\`pulumi stack export\` wrote. With --file, --stage may be left out, and then no stage's settings count.
Exit status: 0 if no mandatory finding is open, 1 if one is, 2 if the audit could not be carried out.`;

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the command line. Throws errors with messages for people. */
export async function run(args: readonly string[]): Promise<AuditResult> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: "string" },
      file: { type: "string" },
      format: { type: "string", default: "table" },
      json: { type: "string" },
      sarif: { type: "string" },
      "policy-pack-config": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return { text: USAGE, passed: true };
  }
  const { stage, file, json, sarif, "policy-pack-config": policyPackConfig } = values;
  if (stage === undefined && file === undefined) {
    throw new AuditError(`--stage or --file is missing\n${USAGE}`);
  }
  const format = AUDIT_FORMATS.find((one) => one === values.format);
  if (format === undefined) {
    throw new AuditError(
      `--format must be one of ${AUDIT_FORMATS.join(", ")}, got "${values.format}"`,
    );
  }
  return auditCommand({ root, stage, file, format, json, sarif, policyPackConfig });
}

if (import.meta.main) {
  try {
    const { text, passed } = await run(process.argv.slice(2));
    console.log(text);
    process.exitCode = passed ? 0 : 1;
  } catch (error) {
    console.error(`npm run audit: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
