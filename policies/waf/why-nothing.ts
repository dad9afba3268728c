import type { Rule, WebAcl } from "./rule.ts";
import { findBlocked } from "./search.ts";
import { withParts } from "./statement.ts";

/** More reasons than these help nobody. */
const MOST_REASONS = 3;

/**
 * Why a web ACL blocks nothing: for each rule that looks as if it did, what keeps it from that.
 *
 * @param rules In the order of evaluation.
 */
export function whyNothing(
  { defaultAction, harmless }: WebAcl,
  rules: readonly Rule[],
  requestsPerSecond: number,
): string {
  const why = new Why(rules, requestsPerSecond);
  const reasons = rules.flatMap((rule, at) => (rule.action === "block" ? [why.rule(at)] : []));
  if (defaultAction === "block") {
    reasons.push(why.default());
  }
  const all = [...new Set([...reasons, ...harmless])];
  if (all.length === 0) {
    return "it allows by default and none of its rules blocks";
  }
  const more = all.length > MOST_REASONS ? ` (and ${all.length - MOST_REASONS} more)` : "";
  return all.slice(0, MOST_REASONS).join("; ") + more;
}

class Why {
  readonly #rules: readonly Rule[];
  readonly #requestsPerSecond: number;

  constructor(rules: readonly Rule[], requestsPerSecond: number) {
    this.#rules = rules;
    this.#requestsPerSecond = requestsPerSecond;
  }

  /** Why one rule that blocks never does: it matches nothing, or what it matches is allowed before. */
  rule(at: number): string {
    const rule = this.#rules[at];
    if (rule === undefined) {
      return "";
    }
    const ends = ({ action }: Rule) => action === "allow" || action === "block";
    const before = this.#rules.slice(0, at).filter((each) => !ends(each));
    return this.#isBlocked([...before, rule], "allow")
      ? this.#shadow(at, rule)
      : `${rule.path} matches nothing: ${this.#whyNever(rule)}`;
  }

  default(): string {
    return this.#shadow(this.#rules.length);
  }

  #isBlocked(rules: readonly Rule[], defaultAction: "allow" | "block"): boolean {
    const options = { defaultAction, certain: false, requestsPerSecond: this.#requestsPerSecond };
    return findBlocked(rules, options) !== undefined;
  }

  #whyNever({ statement }: Rule): string {
    const parts = withParts(statement);
    const empty = parts.find((part) => part.kind === "never");
    if (empty !== undefined) {
      return empty.because;
    }
    if (parts.some(({ kind }) => kind === "rate")) {
      return "its rate limit is higher than the quotas of the API let through";
    }
    return parts.some(({ kind }) => kind === "label")
      ? "no earlier rule adds the label that it looks for"
      : "its conditions exclude each other";
  }

  /** The first rule after which everything that would be blocked has been allowed. */
  #shadow(end: number, rule?: Rule): string {
    const place = rule?.path ?? "defaultAction";
    const allowing = this.#rules.findIndex(({ action }, at) => {
      if (at >= end || action !== "allow") {
        return false;
      }
      const before = this.#rules.slice(0, at + 1).filter((each) => each.action !== "block");
      return rule === undefined
        ? !this.#isBlocked(before, "block")
        : !this.#isBlocked([...before, rule], "allow");
    });
    const { path } = this.#rules[allowing] ?? {};
    return `${path ?? "an earlier rule"} allows everything that ${place} would block, and is evaluated first`;
  }
}
