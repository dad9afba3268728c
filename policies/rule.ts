import type { PolicyComplianceFramework, PolicyResource, Severity } from "@pulumi/policy";
import type { Vouchable } from "./elsewhere.ts";
import type { StackFacts } from "./facts/stack-facts.ts";
import type { FixExample } from "./fix-example.ts";
import type { SettingSchemas, SettingsOf } from "./rule-settings.ts";

/** How a rule's findings count: mandatory ones fail the preview or update. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Something a rule found, in the words that a reviewer reads. */
export interface Finding {
  /** The resource that must change. Its URN is reported; values of its properties never are. */
  readonly resource: Pick<PolicyResource, "name" | "urn" | "type" | "parent">;
  /** What was found, naming the property. */
  readonly found: string;
  /** Why it matters, in few words. */
  readonly why: string;
  /** What to change. */
  readonly fix: string;
  /** The fix as code; left out where there is nothing to change. */
  readonly example?: FixExample;
  /** What an exemption calls it, where `found` holds figures that change by themselves. */
  readonly id?: string;
  /** What the rule misses here and somebody may vouch for, as its guard lives elsewhere. */
  readonly elsewhere?: Vouchable;
  /** Told, but never a reason to fail. */
  readonly note?: true;
}

/** What a rule is asked about. */
export interface RuleContext<Schemas extends SettingSchemas> {
  readonly facts: StackFacts;
  /** The Pulumi stack's name: `dev`, `prod`, `local`. */
  readonly stage: string;
  /** The moment that dates are compared with. */
  readonly now: Date;
  readonly settings: SettingsOf<Schemas>;
}

/**
 * A rule about a whole stack. Rules are pure: they read the facts and return what they found, all
 * of it, so that one violation never hides another.
 */
export interface Rule<Schemas extends SettingSchemas = SettingSchemas> {
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  /** The control or best practice that the rule serves, by which Pulumi Cloud groups policies. */
  readonly framework: PolicyComplianceFramework;
  /** Topics: services, Security Hub, pillars of the Well-Architected Framework. */
  readonly tags: readonly string[];
  /** The level on every stage that `levels` does not name, so that a new stage is strict. */
  readonly level: Level;
  readonly levels?: Readonly<Record<string, Level>>;
  readonly settings: Schemas;
  /** Steps that put a stack right, shown by `pulumi policy` tools. */
  readonly remediation: string;
  /** May be a promise, so that what only this rule needs is loaded after the pack has started. */
  readonly check: (
    context: RuleContext<Schemas>,
  ) => readonly Finding[] | Promise<readonly Finding[]>;
}

/** Gives a rule its settings' type; the list of rules then holds rules of any settings. */
export function defineRule<const Schemas extends SettingSchemas>(rule: Rule<Schemas>): Rule {
  return rule as unknown as Rule;
}
