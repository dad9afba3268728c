import type { Statement } from "./statement.ts";

/**
 * What a rule does with a request that it matches. Allow and block end the evaluation. Count does
 * not, and neither do CAPTCHA and challenge for a request with a valid token (WAF guide, "Rule
 * actions"); clients that are not browsers can answer neither, so they count as no block.
 */
export type Action = "allow" | "block" | "count" | "undecided";

/** A label that a rule adds for the rules after it. */
export type Label =
  /** A label of the rule's own. */
  | { readonly name: string }
  /** Any label with this beginning, as a managed group adds them. */
  | { readonly prefix: string; readonly whateverMatches?: true }
  /** Labels that cannot be read. */
  | { readonly problem: string };

/** One rule as the web ACL evaluates it; the rules of a group stand in the place of the group. */
export interface Rule {
  /** Where it is written, as a reader finds it: `rules[0]`. */
  readonly path: string;
  /** Its name, by which a reference to its group can override its action. */
  readonly name?: string;
  readonly action: Action;
  readonly statement: Statement;
  readonly labels: readonly Label[];
  /** Why the action, or the rule's place in this web ACL, is undecided. */
  readonly problem?: string;
  /** ARN of the rule group that it stands for, when that is not in the stack. */
  readonly elsewhere?: string;
}

/** A rule or a group of rules, at its place in the order of evaluation. */
export interface Entry {
  /** Lower is earlier; undefined when it cannot be decided. */
  readonly priority: number | undefined;
  readonly path: string;
  readonly rules: readonly Rule[];
}

/** A web ACL, read. */
export interface WebAcl {
  readonly defaultAction: Action;
  readonly entries: readonly Entry[];
  /** Why parts of it could not be read: they may hold rules of any kind. */
  readonly problems: readonly string[];
  /** Why rules that look as if they block do not. */
  readonly harmless: readonly string[];
}
