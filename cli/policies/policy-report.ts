import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type FixExample, splitExample } from "../../policies/fix-example.ts";
import { REMEDIATIONS_POLICY_NAME } from "../../policies/remediations-policy.ts";
import type { SourcePosition } from "./source-position.ts";

/** What a policy said about a resource, taken apart for a table. */
export interface PolicyReport {
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  /** Type and name, or "the stack". */
  readonly resource: string;
  /** The stack's own URN, or an empty one, when it is about the stack. */
  readonly urn: string;
  /** Where the program declares the resource, as far as it is known. */
  readonly position?: SourcePosition;
  /** What was found, in the words by which an exemption names it: they stay the same over time. */
  readonly finding: string;
  readonly message: string;
  /** What to change; absent when the policy does not say. */
  readonly fix?: string;
  /** The fix as code; absent when the policy shows none. */
  readonly example?: FixExample;
  /** Set when an exemption holds the finding back. */
  readonly exemption?: {
    readonly until: string;
    readonly owner: string;
    readonly reason: string;
    /** Kind and name of what somebody vouches for, as its guard lives outside of the stack. */
    readonly elsewhere?: string;
  };
}

type PolicyEvent = Pick<
  NonNullable<EngineEvent["policyEvent"]>,
  "policyName" | "message" | "resourceUrn"
> & { readonly enforcementLevel: string };

// Forms of the pack's messages, policies/message.ts; another pack's message is shown as it is.
const EXEMPTION =
  /: exempt from \S+ until (?<until>\d{4}-\d{2}-\d{2}) \(owner (?<owner>.*?)\): (?<reason>[^\n]*)/;
const ELSEWHERE = /\nElsewhere: (?<elsewhere>[^\n]*)/;
const FIX = /(?:^|\n)Fix: (?<fix>[^\n]*?)\.?(?:\n|$)/;
const FINDING = /\n(?:Finding: (?<id>[^\n]*)|Found: (?<found>[^\n]*))/;
const MORE = /\nMore: [^\n]*/;

/** True unless an exemption, or somebody who vouches for a guard elsewhere, holds the finding back. */
export function isOpen({ exemption }: PolicyReport): boolean {
  return exemption === undefined;
}

/** True if the finding fails a preview or an audit. */
export function refuses(report: PolicyReport): boolean {
  return report.level === "mandatory" && isOpen(report);
}

/** True for a report of what a remediation changed, which is not a finding of a rule. */
export function isRemediation({ rule }: PolicyReport): boolean {
  return rule === REMEDIATIONS_POLICY_NAME;
}

/** Takes a policy event of the engine apart. */
export function policyReport(event: PolicyEvent, position?: SourcePosition): PolicyReport {
  const { policyName: rule, enforcementLevel, message, resourceUrn = "" } = event;
  const plain = message.replace(/<\{%reset%\}>|<\{%[^}]*%\}>/g, "").trim();
  const { text, example } = splitExample(plain);
  const fix = FIX.exec(text)?.groups?.fix;
  return {
    rule,
    level: enforcementLevel === "mandatory" ? "mandatory" : "advisory",
    resource: resourceName(resourceUrn),
    urn: resourceUrn,
    ...(position === undefined ? {} : { position }),
    finding: findingIn(text),
    message: text
      .replace(FIX, "\n")
      .replace(MORE, "")
      .replace(/\s*\n\s*/g, " ")
      .trim(),
    ...(fix === undefined ? {} : { fix }),
    ...(example === undefined ? {} : { example }),
    ...exemptionOf(text),
  };
}

function findingIn(text: string): string {
  const { id, found } = FINDING.exec(text)?.groups ?? {};
  const [first = ""] = text.split("\n", 1);
  return id ?? found ?? first.replace(/^\S+ "[^"]*": /, "").replace(/\.$/, "");
}

function exemptionOf(text: string): Pick<PolicyReport, "exemption"> {
  const { until, owner, reason } = EXEMPTION.exec(text)?.groups ?? {};
  if (until === undefined || owner === undefined || reason === undefined) {
    return {};
  }
  const elsewhere = ELSEWHERE.exec(text)?.groups?.elsewhere;
  return {
    exemption: { until, owner, reason, ...(elsewhere === undefined ? {} : { elsewhere }) },
  };
}

/** Type and name of a resource from its URN; the engine names the stack when there is no resource. */
export function resourceName(urn: string): string {
  if (isOfStack(urn)) {
    return "the stack";
  }
  const [, , types = "", name = ""] = urn.split("::");
  const type = types.split("$").at(-1)?.split(":").at(-1) ?? "";
  return `${type} ${name}`;
}

/** True if a URN is the stack's own, or none: what is reported is then about no resource. */
export function isOfStack(urn: string): boolean {
  const [, , types = ""] = urn.split("::");
  return types === "" || types === "pulumi:pulumi:Stack";
}
