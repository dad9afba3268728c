import { styleText } from "node:util";
import { isOpen, type PolicyReport } from "../policies/policy-report.ts";
import { displayPosition } from "../policies/source-position.ts";

/** What an audit found, for a terminal: one block a finding, mandatory ones first. */
export function auditTable(stack: string, reports: readonly PolicyReport[]): string {
  const open = reports.filter(isOpen);
  const mandatory = open.filter(({ level }) => level === "mandatory");
  const advisory = open.filter(({ level }) => level === "advisory");
  const held = reports.filter((report) => !isOpen(report));
  const head =
    `Audit of ${stack}: ${mandatory.length} mandatory, ${advisory.length} advisory, ` +
    `${held.length} exempt`;
  return [head, ...[...mandatory, ...advisory, ...held].map(row)].join("\n");
}

const INDENT = " ".repeat(11);

function row(report: PolicyReport): string {
  const { rule, level, resource, message, fix, position } = report;
  const shown = isOpen(report) ? level : "exempt";
  const label = styleText(shown === "mandatory" ? "red" : "dim", shown.padEnd(9));
  const place = position === undefined ? "" : `  ${displayPosition(position)}`;
  const lines = [`${label}  ${rule}  ${resource}${place}`, `${INDENT}${message}`];
  if (fix !== undefined) {
    lines.push(`${INDENT}Fix: ${fix}`);
  }
  return lines.join("\n");
}
