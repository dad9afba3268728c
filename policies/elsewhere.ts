import { lastMomentOf } from "./calendar-day.ts";
import { apiIdOf } from "./facts/api-facts.ts";

/** What a team can vouch for because its guard lives outside of the stack. */
export const ELSEWHERE_KINDS = [
  "api",
  "dataSource",
  "function",
  "logRetention",
  "provisioning",
  "ruleGroup",
  "wafLogging",
  "webAcl",
  "webAclAssociation",
] as const;

export type ElsewhereKind = (typeof ELSEWHERE_KINDS)[number];

/** A guard that lives elsewhere: who answers for it, why, and when somebody looks again. */
export interface Elsewhere {
  readonly kind: ElsewhereKind;
  /** ARN, id, name or URL of what is guarded; `*` stands for any characters. */
  readonly matches: string;
  readonly owner: string;
  readonly reason: string;
  /** The last day it holds, in UTC: 2026-12-31. */
  readonly reviewBy: string;
}

/** What in a finding may be guarded elsewhere: its kind, and the names it is known by. */
export interface Vouchable {
  readonly kind: ElsewhereKind;
  /** Known names only; they are compared and never shown. */
  readonly names: readonly string[];
}

/** Where a stage says what lives elsewhere. */
export const ELSEWHERE_KEY = "policies:elsewhere";

/** The rules that ask for each kind of guard; an entry that none of them needs vouches for nothing. */
export const JUDGES: Readonly<Record<ElsewhereKind, readonly string[]>> = {
  api: ["namespace-logging", "namespace-waf"],
  dataSource: ["namespace-request-response"],
  function: ["namespace-request-response"],
  logRetention: ["namespace-logging", "namespace-waf", "function-log-retention"],
  provisioning: ["namespace-provisioning"],
  ruleGroup: ["namespace-waf"],
  wafLogging: ["namespace-waf"],
  webAcl: ["namespace-waf"],
  webAclAssociation: ["namespace-waf"],
};

/** The entries that vouch for what a finding misses, those whose review is overdue left out. */
export function vouchersOf(
  { elsewhere }: { readonly elsewhere?: Vouchable },
  entries: readonly Elsewhere[],
  now: Date,
): readonly Elsewhere[] {
  if (elsewhere === undefined) {
    return [];
  }
  return entries.filter(
    (entry) =>
      entry.kind === elsewhere.kind &&
      !isOverdue(entry, now) &&
      elsewhere.names.some((name) => isNamed(entry, name)),
  );
}

/** True once the day of review is over. */
export function isOverdue({ reviewBy }: Elsewhere, now: Date): boolean {
  const last = lastMomentOf(reviewBy);
  return last === undefined || last < now;
}

function isNamed({ matches }: Elsewhere, name: string): boolean {
  // An API is named by its id in `apiId` and by its ARN in a web ACL association.
  return [matches, apiIdOf(matches)].some((pattern) => patternOf(pattern).test(name));
}

function patternOf(text: string): RegExp {
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
