import type { StackValidationPolicy } from "@pulumi/policy";
import { DEFAULT_MAXIMUM_DAYS } from "./calendar-day.ts";
import { exemptionRecords } from "./exemption-record.ts";
import { EXEMPTIONS_KEY } from "./exemptions.ts";
import { exampleLines } from "./fix-example.ts";
import { EXEMPTION_ENTRY } from "./fixes/settings.ts";
import type { GuardRecords } from "./guard-records.ts";
import { pageUrl } from "./page-url.ts";

/** The name under which faults in the list of exemptions are reported. */
export const EXEMPTIONS_POLICY_NAME = "exemptions";

/**
 * Reads the exemptions of the stage's settings and of the program, for the rules that follow, and refuses
 * those that cannot be read: they let nothing off.
 *
 * @param text The setting as JSON text, empty when there is none.
 * @param rules The names of all rules.
 */
export function exemptionsPolicy(
  text: string,
  rules: readonly string[],
  records: GuardRecords,
  now: () => Date = () => new Date(),
): StackValidationPolicy {
  return {
    name: EXEMPTIONS_POLICY_NAME,
    description:
      "Every exemption names a rule, a resource, what was found, a reason, an owner and a last day.",
    displayName: "Exemptions",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: ["AppSync"],
    url: pageUrl(EXEMPTIONS_POLICY_NAME),
    remediationSteps: `Correct the entries of ${EXEMPTIONS_KEY} in the stage's settings file, or what exempt() is told.`,
    configSchema: {
      properties: {
        maximumDays: {
          type: "integer",
          minimum: 1,
          default: DEFAULT_MAXIMUM_DAYS,
          description: "How many days from today an exemption may last",
        },
      },
    },
    validateStack: async ({ getConfig, resources }, reportViolation) => {
      records.exemptions = [];
      const declared = exemptionRecords(resources);
      // Most stages have none, and then nothing need load TypeBox to check them.
      if (text === "" && declared.length === 0) {
        return;
      }
      const { readDeclared, readExemptions } = await import("./read-exemptions.ts");
      const { maximumDays = DEFAULT_MAXIMUM_DAYS } = getConfig<{ maximumDays?: number }>();
      const limits = { rules, now: now(), maximumDays };
      const set = text === "" ? { entries: [], faults: [] } : readExemptions(text, limits);
      for (const fault of set.faults) {
        reportViolation(faultMessage(fault));
      }
      const entries = [...set.entries];
      for (const record of declared) {
        const read = readDeclared(record, limits);
        entries.push(...read.entries);
        for (const fault of read.faults) {
          reportViolation(faultMessage(fault), record.component.urn);
        }
      }
      records.exemptions = entries;
    },
  };
}

function faultMessage(fault: string): string {
  return [
    `${fault}.`,
    "Why: An exemption that nobody can check lets things off for no reason that anyone knows, so it lets off nothing.",
    "Fix: give rule, resource (URN, or name and type), finding (the sentence of the violation), reason (10 " +
      "characters or more), owner and expires (YYYY-MM-DD).",
    ...exampleLines(EXEMPTION_ENTRY, ""),
    "More: docs/exemptions.md of the policy pack",
  ].join("\n");
}
