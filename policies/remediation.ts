import type { Property } from "./facts/property.ts";
import type { ResourceKind } from "./facts/resource-kind.ts";
import type { SettingSchemas, SettingsOf } from "./rule-settings.ts";

/** A property that a remediation sets. */
export interface Change {
  /** From the resource down; containers on the way are made where they are missing. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** What a reviewer reads: `retentionInDays is 30, was not set`. It holds no value of the program's. */
  readonly says: string;
}

/**
 * Puts resources right before they are created or updated, where a team has asked for it by name. It only
 * adds what is missing or replaces what a rule refuses: it lowers no guard, and what it cannot read it
 * leaves alone, so that the rule still finds it.
 */
export interface Remediation<Schemas extends SettingSchemas = SettingSchemas> {
  /** Name of the policy, `remediate-...`. */
  readonly name: string;
  readonly description: string;
  /** The rules whose violations it ends. */
  readonly rules: readonly string[];
  readonly kinds: readonly ResourceKind[];
  readonly settings: Schemas;
  /** What to change on a resource of these kinds; nothing where it is right or cannot be read. */
  readonly changes: (
    properties: Property,
    settings: SettingsOf<Schemas>,
    kind: ResourceKind,
  ) => readonly Change[];
}

/** Gives a remediation its settings' type; the list of remediations then holds some of any settings. */
export function defineRemediation<const Schemas extends SettingSchemas>(
  remediation: Remediation<Schemas>,
): Remediation {
  return remediation as unknown as Remediation;
}
