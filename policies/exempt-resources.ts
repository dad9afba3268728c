import type { PolicyResource } from "@pulumi/policy";
import { DEFAULT_MAXIMUM_DAYS } from "./calendar-day.ts";
import type { Exemption } from "./exemptions.ts";

/** Whether an exemption of the stage's settings names a resource for one of some rules. */
export type IsExempt = (
  rules: readonly string[],
  resource: Pick<PolicyResource, "name" | "urn" | "type">,
) => Promise<boolean>;

/**
 * Returns what remediations ask before they change a resource. Exemptions that a program declares beside
 * a resource are registered after it, so they are not known here.
 *
 * @param text The setting `policies:exemptions` as JSON text, empty when there is none.
 * @param rules The names of all rules.
 */
export function exemptResources(
  text: string,
  rules: readonly string[],
  now: () => Date = () => new Date(),
): IsExempt {
  let reading: Promise<readonly Exemption[]> | undefined;
  const read = async (): Promise<readonly Exemption[]> => {
    if (text === "") {
      return [];
    }
    const { readExemptions } = await import("./read-exemptions.ts");
    return readExemptions(text, { rules, now: now(), maximumDays: DEFAULT_MAXIMUM_DAYS }).entries;
  };
  return async (names, { name, urn, type }) => {
    reading ??= read();
    const entries = await reading;
    return entries.some(
      (one) =>
        names.includes(one.rule) &&
        (one.resource === urn || (one.resource === name && one.type === type)),
    );
  };
}
