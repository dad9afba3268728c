import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { elsewherePolicyName } from "../../policies/elsewhere-policy.ts";
import { exemptionsPolicyName } from "../../policies/exemptions-policy.ts";
import { pageUrl } from "../../policies/page-url.ts";
import type { Rule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import { packVersion } from "../../policies/verdict/pack-version.ts";
import type { PolicyReport } from "./policy-report.ts";
import { sarifMessage } from "./sarif-message.ts";

/** Where the schema of SARIF 2.1.0 is published (OASIS, "SARIF Version 2.1.0 Errata 01"). */
const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * `security-severity` of each severity, the score by which GitHub's code scanning names a rule
 * critical, high, medium or low (GitHub docs, "SARIF support for code scanning").
 */
const scores: Readonly<Record<string, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/**
 * Returns what policies reported about a stage as SARIF 2.1.0, which GitHub's code scanning shows.
 *
 * A finding is at the resource's URN (logical) and in the program (physical), or in the stage's settings
 * where it is about the stack. Exemptions are suppressions.
 */
export function sarifLog(stage: string, reports: readonly PolicyReport[]): Log {
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "appsync-events",
            fullName: "AppSync Events policy pack",
            version: packVersion,
            semanticVersion: packVersion,
            rules: descriptors,
          },
        },
        // One stage does not replace the results of another.
        automationDetails: { id: `appsync-events/${stage}/` },
        columnKind: "utf16CodeUnits",
        results: reports.map((report) => resultOf(stage, report)),
      },
    ],
  };
}

const descriptors: ReportingDescriptor[] = [
  ...rules.map(descriptorOf),
  ...[exemptionsPolicyName, elsewherePolicyName].map((name) => ({
    id: name,
    shortDescription: { text: `What a team lets off: ${name}` },
    helpUri: pageUrl(name),
    defaultConfiguration: { level: "error" as const },
    properties: { tags: ["security"], "security-severity": scores.high },
  })),
];

function descriptorOf(rule: Rule): ReportingDescriptor {
  const { name, specification, reference } = rule.framework;
  return {
    id: rule.name,
    shortDescription: { text: rule.description },
    fullDescription: { text: `${rule.description} ${name}, ${reference}: ${specification}.` },
    help: { text: rule.remediation },
    helpUri: pageUrl(rule.name),
    defaultConfiguration: { level: rule.level === "mandatory" ? "error" : "warning" },
    properties: {
      tags: ["security", ...rule.tags],
      precision: "very-high",
      "security-severity": scores[rule.severity ?? "medium"],
    },
  };
}

function resultOf(stage: string, report: PolicyReport): Result {
  const { rule, level, resource, urn, finding, exemption } = report;
  const uri = urn === "" ? `Pulumi.${stage}.yaml` : "index.ts";
  const index = descriptors.findIndex(({ id }) => id === rule);
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: exemption !== undefined ? "note" : level === "mandatory" ? "error" : "warning",
    message: sarifMessage(report),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { name: resource, fullyQualifiedName: urn === "" ? stage : urn, kind: "resource" },
        ],
      },
    ],
    partialFingerprints: { "finding/v1": fingerprint([stage, rule, urn, finding]) },
    ...(exemption === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external" as const,
              status: "accepted" as const,
              justification: `${exemption.reason} (${exemption.owner}, until ${exemption.until})`,
            },
          ],
        }),
  };
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
