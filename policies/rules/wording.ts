import type { PolicyResource } from "@pulumi/policy";

/** Names of resources as the program gives them, sorted, at most five. */
export function namesOf(resources: readonly PolicyResource[]): string {
  const names = [...new Set(resources.map(({ name }) => name))].sort();
  const shown = names.slice(0, 5).map((name) => `"${name}"`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

/** A value is shown only when it is one of AWS's own words: any other could be a secret. */
export function printable(value: string, words: readonly string[]): string {
  return words.includes(value) ? value : `not one of ${words.join(", ")}`;
}

/** Says that a value is not known at the preview, in one wording for all rules. */
export function undecided(property: string): string {
  return `${property} is not known until the update`;
}

/** How to make a property decidable that another resource's output decides today. */
export const LITERAL = "give it a literal value, not one that another resource computes";
