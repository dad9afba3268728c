import type { Finding } from "./rule.ts";

/** Lets one resource off one rule, for a reason, until a date. */
export interface Exemption {
  readonly rule: string;
  /** Name or URN of the resource. */
  readonly resource: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day it holds, in UTC: 2026-12-31. */
  readonly expires: string;
}

/** The exemptions of a stage, and what is wrong with those that cannot be read. */
export interface Exemptions {
  readonly entries: readonly Exemption[];
  /** One sentence each, without values. */
  readonly faults: readonly string[];
}

/** Where a stage's exemptions are set: in its settings file, beside everything else about it. */
export const exemptionsKey = "policies:exemptions";

/** What remains of a rule's findings once its exemptions are applied. */
export interface Judgement {
  readonly violations: readonly Finding[];
  /** Findings that an exemption holds back, told without failing. */
  readonly held: readonly { readonly finding: Finding; readonly exemption: Exemption }[];
  /** Exemptions that have run out or that nothing needs. */
  readonly stale: readonly { readonly exemption: Exemption; readonly problem: string }[];
}

/** Applies the exemptions of one rule to its findings. */
export const judge = (
  findings: readonly Finding[],
  exemptions: readonly Exemption[],
  now: Date,
): Judgement => {
  const current = exemptions.filter((exemption) => now <= lastMoment(exemption));
  const violations: Finding[] = [];
  const held: Judgement["held"][number][] = [];
  for (const finding of findings) {
    const exemption = current.find((one) => names(one, finding));
    if (exemption === undefined || finding.note) violations.push(finding);
    else held.push({ finding, exemption });
  }
  const stale = exemptions.flatMap((exemption) => {
    if (!current.includes(exemption)) {
      return [{ exemption, problem: `expired on ${exemption.expires.slice(0, 10)}` }];
    }
    return findings.some((finding) => names(exemption, finding) && !finding.note)
      ? []
      : [{ exemption, problem: "matches nothing that the rule finds" }];
  });
  return { violations, held, stale };
};

const names = ({ resource }: Exemption, finding: Finding): boolean =>
  resource === finding.resource.name || resource === finding.resource.urn;

/** An exemption holds until its day ends in UTC; no date for a day that no calendar has. */
export const lastMoment = ({ expires }: Exemption): Date =>
  new Date(`${expires.slice(0, 10)}T23:59:59.999Z`);
