import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import type { Finding } from "./rule.ts";

/** Lets one resource off one rule, for a reason, until a date. */
export const Exemption = Type.Object(
  {
    rule: Type.String({ minLength: 1 }),
    resource: Type.String({ minLength: 1, description: "Name or URN of the resource" }),
    reason: Type.String({ minLength: 10 }),
    owner: Type.String({ minLength: 1 }),
    expires: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2}(T00:00:00Z)?$",
      description: "The last day it holds, in UTC: 2026-12-31",
    }),
  },
  { additionalProperties: false },
);
export type Exemption = Static<typeof Exemption>;

/** The exemptions of a stage, and what is wrong with those that cannot be read. */
export interface Exemptions {
  readonly entries: readonly Exemption[];
  /** One sentence each, without values. */
  readonly faults: readonly string[];
}

/** Where a stage's exemptions are set: in its settings file, beside everything else about it. */
export const exemptionsKey = "policies:exemptions";

/**
 * Reads the setting `policies:exemptions`, a list.
 *
 * @param text The setting as JSON text, undefined when it is not set.
 * @param rules The names that `rule` may take.
 */
export const readExemptions = (text: string | undefined, rules: readonly string[]): Exemptions => {
  if (text === undefined || text === "") return { entries: [], faults: [] };
  const list = parseList(text);
  if (list === undefined) return { entries: [], faults: [`${exemptionsKey} must be a list`] };
  const read = list.map((entry, at) => readExemption(entry, `${exemptionsKey}[${at}]`, rules));
  return {
    entries: read.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    faults: read.flatMap(({ faults }) => faults),
  };
};

const parseList = (text: string): unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const readExemption = (entry: unknown, at: string, rules: readonly string[]) => {
  if (!Value.Check(Exemption, entry)) {
    const faults = Value.Errors(Exemption, entry).map(
      ({ instancePath, message }) => `${at}${instancePath.replaceAll("/", ".")} ${message}`,
    );
    return { faults };
  }
  if (!rules.includes(entry.rule)) {
    return { faults: [`${at}.rule names no rule; rules are ${rules.join(", ")}`] };
  }
  if (Number.isNaN(lastMoment(entry).valueOf())) {
    return { faults: [`${at}.expires is no date of the calendar`] };
  }
  return { entry, faults: [] };
};

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

/** An exemption holds until its day ends in UTC. */
const lastMoment = ({ expires }: Exemption): Date =>
  new Date(`${expires.slice(0, 10)}T23:59:59.999Z`);
