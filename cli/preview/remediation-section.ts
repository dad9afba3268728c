import { markdownCode, markdownText } from "../../cost/markdown-document.ts";
import { isRemediation, type PolicyReport } from "../policies/policy-report.ts";
import type { Section } from "./fit-sections.ts";

/** Returns what remediations change of what the program says. */
export function remediationSection(policies: readonly PolicyReport[]): Section {
  return {
    heading: "Changed by remediations",
    columns: ["Resource", "Change"].map((name) => ({ name })),
    rows: policies
      .filter(isRemediation)
      .map(({ resource, message, fix }) => [
        markdownCode(resource),
        markdownText(fix === undefined ? message : `${message} Fix: ${fix}.`),
      ]),
    weight: 4,
  };
}
