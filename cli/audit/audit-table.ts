import { styleText } from "node:util";
import type { PolicyReport } from "../policies/policy-report.ts";

/** What an audit found, for a terminal: one block a finding, mandatory ones first. */
export function auditTable(stack: string, reports: readonly PolicyReport[]): string {
  const open = reports.filter(({ exemption }) => exemption === undefined);
  const mandatory = open.filter(({ level }) => level === "mandatory");
  const advisory = open.filter(({ level }) => level === "advisory");
  const held = reports.filter(({ exemption }) => exemption !== undefined);
  const head =
    `Audit of ${stack}: ${mandatory.length} mandatory, ${advisory.length} advisory, ` +
    `${held.length} exempt`;
  return [head, ...[...mandatory, ...advisory, ...held].map(row)].join("\n");
}

function row({ rule, level, resource, message, fix, exemption }: PolicyReport): string {
  const shown = exemption === undefined ? level : "exempt";
  const label = styleText(shown === "mandatory" ? "red" : "dim", shown.padEnd(9));
  const lines = [`${label}  ${rule}  ${resource}`, `           ${message}`];
  if (fix !== undefined) lines.push(`           Fix: ${fix}`);
  return lines.join("\n");
}
