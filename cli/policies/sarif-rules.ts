import type { ReportingDescriptor } from "sarif";
import { ELSEWHERE_POLICY_NAME } from "../../policies/elsewhere-policy.ts";
import { ELSEWHERE_USE_POLICY_NAME } from "../../policies/elsewhere-use-policy.ts";
import { EXEMPTIONS_POLICY_NAME } from "../../policies/exemptions-policy.ts";
import { pageUrl } from "../../policies/page-url.ts";
import type { Rule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";

/**
 * `security-severity` of each severity, the score by which GitHub's code scanning names a rule
 * critical, high, medium or low (GitHub docs, "SARIF support for code scanning").
 */
const SCORES: Readonly<Record<string, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

/** Returns the policies of the pack as SARIF describes rules, in the order in which they report. */
export function sarifRules(): readonly ReportingDescriptor[] {
  return [...records.map(recordDescriptor), ...rules.map(descriptorOf)];
}

/** The policies that read what a team lets off. */
const records = [
  {
    name: EXEMPTIONS_POLICY_NAME,
    text: "Every exemption names a rule, a resource, what was found, a reason, an owner and a last day.",
    help: "Correct the exemption in the stage's settings or beside the resource.",
  },
  {
    name: ELSEWHERE_POLICY_NAME,
    text: "What lives outside of the stack has an owner, a reason and a day of review.",
    help: "Correct or review the entry in the stage's settings.",
  },
  {
    name: ELSEWHERE_USE_POLICY_NAME,
    text: "Every entry of a stage about what lives elsewhere vouches for something.",
    help: "Correct or remove the entry in the stage's settings.",
  },
];

function recordDescriptor({ name, text, help }: (typeof records)[number]): ReportingDescriptor {
  return {
    id: name,
    name,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help },
    ...helpUri(name),
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security"], precision: "very-high", "security-severity": SCORES.high },
  };
}

function descriptorOf(rule: Rule): ReportingDescriptor {
  const { name, specification, reference } = rule.framework;
  return {
    id: rule.name,
    name: rule.name,
    shortDescription: { text: rule.description },
    fullDescription: { text: `${rule.description} ${name}, ${reference}: ${specification}.` },
    help: { text: rule.remediation },
    ...helpUri(rule.name),
    defaultConfiguration: { level: rule.level === "mandatory" ? "error" : "warning" },
    properties: {
      tags: ["security", ...rule.tags],
      precision: "very-high",
      "security-severity": SCORES[rule.severity ?? "medium"],
    },
  };
}

/** Where no workflow runs, the page is a file of this machine, which means nothing to a reader elsewhere. */
function helpUri(name: string): Pick<ReportingDescriptor, "helpUri"> {
  const url = pageUrl(name);
  return url.startsWith("https:") ? { helpUri: url } : {};
}
