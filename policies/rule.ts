import type { PolicyResource, Severity } from "@pulumi/policy";
import type { Static, TObject } from "typebox";
import type { StackFacts } from "./facts/stack-facts.ts";

/** How a rule's findings count: mandatory ones fail the preview or update. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Something a rule found, in the words that a reviewer reads. */
export interface Finding {
  /** The resource that must change. Its URN is reported; values of its properties never are. */
  readonly resource: Pick<PolicyResource, "name" | "urn" | "type">;
  /** What was found, naming the property. */
  readonly found: string;
  /** Why it matters, in few words. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** Told, but never a reason to fail. */
  readonly note?: true;
}

/** What a rule is asked about. */
export interface RuleContext<Config> {
  readonly facts: StackFacts;
  /** The Pulumi stack's name: `dev`, `prod`, `local`. */
  readonly stage: string;
  /** The moment that dates are compared with. */
  readonly now: Date;
  readonly config: Config;
}

/**
 * A rule about a whole stack. Rules are pure: they read the facts and return what they found, all
 * of it, so that one violation never hides another.
 */
export interface Rule<Schema extends TObject = TObject> {
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  /** The level on every stage that `levels` does not name, so that a new stage is strict. */
  readonly level: Level;
  readonly levels?: Readonly<Record<string, Level>>;
  /** The rule's own settings; each property has a default. */
  readonly config: Schema;
  /** Steps that put a stack right, shown by `pulumi policy` tools. */
  readonly remediation: string;
  readonly check: (context: RuleContext<Static<Schema>>) => readonly Finding[];
}

/** Gives a rule its settings' type; the list of rules then holds rules of any settings. */
export const defineRule = <Schema extends TObject>(rule: Rule<Schema>): Rule =>
  rule as unknown as Rule;
