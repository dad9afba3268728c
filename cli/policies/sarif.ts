import { createHash } from "node:crypto";
import type { Location, Log, Result, Run } from "sarif";
import { packVersion } from "../../policies/verdict/pack-version.ts";
import { isOfStack, isOpen, isRemediation, type PolicyReport } from "./policy-report.ts";
import { sarifMessage } from "./sarif-message.ts";
import { sarifRules } from "./sarif-rules.ts";
import type { SourcePosition } from "./source-position.ts";

/** Where the schema of SARIF 2.1.0 is published (OASIS, "SARIF Version 2.1.0 Errata 01"). */
const SCHEMA =
  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/**
 * Results that GitHub takes in a run; of a file with more it takes none (GitHub docs, "SARIF results exceed
 * limits").
 */
const MAXIMUM_RESULTS = 25_000;

/**
 * Returns what policies reported about a stage as SARIF 2.1.0, which GitHub's code scanning shows.
 *
 * A finding is at the resource's URN (logical), and where the program declares the resource (physical), as
 * far as that is known; else in the program, or in the stage's settings where it is about the stack.
 * Exemptions are suppressions. When there are too many findings, those that weigh least are left out, and a
 * notification says how many.
 */
export function sarifLog(stage: string, reports: readonly PolicyReport[]): Log {
  const rules = sarifRules();
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const results = reports
    .filter((report) => !isRemediation(report))
    .map((report) => resultOf(stage, report, indexes.get(report.rule)));
  const byWeight = results.toSorted((one, other) => weight(one) - weight(other));
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
            rules: [...rules],
          },
        },
        // One stage does not replace the results of another.
        automationDetails: { id: `appsync-events/${stage}/` },
        columnKind: "utf16CodeUnits",
        results: byWeight.slice(0, MAXIMUM_RESULTS),
        ...leftOut(results.length - MAXIMUM_RESULTS),
      },
    ],
  };
}

/** The levels that are used, the gravest first. */
const LEVELS: readonly Result.level[] = ["error", "warning", "note"];

function levelOf(report: PolicyReport): Result.level {
  if (!isOpen(report)) {
    return "note";
  }
  return report.level === "mandatory" ? "error" : "warning";
}

function weight({ level = "warning" }: Result): number {
  return LEVELS.indexOf(level);
}

function leftOut(count: number): Pick<Run, "invocations"> {
  if (count <= 0) {
    return {};
  }
  const text = `${count} findings are left out, those that weigh least: a run may have ${MAXIMUM_RESULTS}.`;
  const notification = { level: "warning" as const, message: { text } };
  return {
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [notification] }],
  };
}

/** @param index Of the rule in the list of rules; undefined for a rule of another pack. */
function resultOf(stage: string, report: PolicyReport, index: number | undefined): Result {
  const { rule, urn, finding } = report;
  const identity = fingerprint([stage, rule, urn, finding]);
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: levelOf(report),
    message: sarifMessage(report),
    locations: [locationOf(stage, report)],
    // GitHub reads the first of these alone, and makes one of the line's text when there is none: an
    // alert would be another one when the line changes (GitHub docs, "SARIF support for code scanning").
    partialFingerprints: { primaryLocationLineHash: `${identity}:1`, "finding/v1": identity },
    ...suppressionsOf(report),
  };
}

function locationOf(stage: string, { resource, urn, position }: PolicyReport): Location {
  const ofStack = isOfStack(urn);
  const place: SourcePosition = position ?? {
    file: ofStack ? `Pulumi.${stage}.yaml` : "index.ts",
    line: 1,
  };
  const { file, line, column } = place;
  return {
    physicalLocation: {
      artifactLocation: {
        uri: file.split("/").map(encodeURIComponent).join("/"),
        uriBaseId: "%SRCROOT%",
      },
      region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) },
    },
    logicalLocations: [
      { name: resource, fullyQualifiedName: urn === "" ? stage : urn, kind: "resource" },
    ],
  };
}

function suppressionsOf({ exemption }: PolicyReport): Pick<Result, "suppressions"> {
  if (exemption === undefined) {
    return {};
  }
  const { reason, owner, until } = exemption;
  const justification = `${reason} (${owner}, until ${until})`;
  return { suppressions: [{ kind: "external", status: "accepted", justification }] };
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
