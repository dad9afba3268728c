import { lastMomentOf } from "./calendar-day.ts";
import type { Finding } from "./rule.ts";

/** Lets one resource off one finding of one rule, for a reason, until a date. */
export interface Exemption {
  readonly rule: string;
  /** URN of the resource, or of a component that it is below; or its name. */
  readonly resource: string;
  /** Type token of the resource; needed beside a name, as names repeat. */
  readonly type?: string;
  /**
   * What was found, in the words of the violation; several where preview and update differ. Left out only
   * beside the resource in the program: then it is the one thing that the rule finds.
   */
  readonly finding?: string | readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** The last day it holds, in UTC: 2026-12-31. */
  readonly expires: string;
  /** URN of the record that the program declares; absent in a stage's settings. */
  readonly declaredBy?: string;
}

/** Where a stage's exemptions are set: in its settings file, beside everything else about it. */
export const EXEMPTIONS_KEY = "policies:exemptions";

/** What remains of a rule's findings once its exemptions are applied. */
export interface Judgement {
  readonly violations: readonly Finding[];
  /** Findings that an exemption holds back, told without failing. */
  readonly held: readonly { readonly finding: Finding; readonly exemption: Exemption }[];
  /** Exemptions that have run out, that nothing needs, or that name more than one resource. */
  readonly stale: readonly { readonly exemption: Exemption; readonly problem: string }[];
}

/** Applies the exemptions of one rule to its findings. */
export function judge(
  findings: readonly Finding[],
  exemptions: readonly Exemption[],
  now: Date,
): Judgement {
  const failing = findings.filter(({ note }) => !note);
  const problems = new Map(
    exemptions.map((exemption) => [exemption, problemOf(exemption, failing, now)]),
  );
  const violations: Finding[] = [];
  const held: Judgement["held"][number][] = [];
  for (const finding of findings) {
    const exemption = exemptions.find(
      (one) => problems.get(one) === undefined && covers(one, finding),
    );
    if (exemption === undefined || finding.note) {
      violations.push(finding);
    } else {
      held.push({ finding, exemption });
    }
  }
  const stale = [...problems].flatMap(([exemption, problem]) =>
    problem === undefined ? [] : [{ exemption, problem }],
  );
  return { violations, held, stale };
}

function problemOf(
  exemption: Exemption,
  findings: readonly Finding[],
  now: Date,
): string | undefined {
  const last = lastMomentOf(exemption.expires);
  if (last === undefined || last < now) {
    return `expired on ${exemption.expires.slice(0, 10)}`;
  }
  const covered = findings.filter((finding) => covers(exemption, finding));
  const urns = new Set(covered.map(({ resource }) => resource.urn));
  if (urns.size === 0) {
    return "matches nothing that the rule finds";
  }
  if (urns.size > 1) {
    return `names ${urns.size} resources; give the URN of one`;
  }
  if (exemption.finding !== undefined || covered.length === 1) {
    return undefined;
  }
  const named = covered.map((finding) => `"${findingName(finding)}"`);
  return `names no finding, and there are ${covered.length}; give one as \`finding\`: ${named.join(", ")}`;
}

function covers({ resource, type, finding: names }: Exemption, finding: Finding): boolean {
  const { name, type: token } = finding.resource;
  const isResource =
    urnsOf(finding.resource).includes(resource) || (resource === name && type === token);
  if (!isResource || names === undefined) {
    return isResource;
  }
  return [names]
    .flat()
    .map(sentence)
    .includes(sentence(findingName(finding)));
}

/** The URNs of a resource and of all that it is below, the stack left out. */
function urnsOf({ urn, parent }: Finding["resource"]): readonly string[] {
  return parent === undefined || parent.type === "pulumi:pulumi:Stack"
    ? [urn]
    : [urn, ...urnsOf(parent)];
}

/** What an exemption calls a finding. */
export function findingName({ id, found }: Finding): string {
  return id ?? found;
}

/** A sentence as it is compared: how somebody breaks lines in YAML does not matter. */
function sentence(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
}
