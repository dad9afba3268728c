import type { StackValidationPolicy } from "@pulumi/policy";
import { ELSEWHERE_KEY, type Elsewhere, isOverdue, JUDGES } from "./elsewhere.ts";
import { ELSEWHERE_POLICY_NAME } from "./elsewhere-policy.ts";
import type { GuardRecords } from "./guard-records.ts";
import { pageUrl } from "./page-url.ts";
import { asReport } from "./report.ts";

/** The name under which entries about what lives elsewhere are reported that no rule needs. */
export const ELSEWHERE_USE_POLICY_NAME = "elsewhere-in-use";

/**
 * Reports the stage's entries about what lives elsewhere that vouch for nothing, once all rules have
 * judged the stack. Entries for every stage are left alone: another stage may need them.
 *
 * At a preview, where a rule could not decide something yet, it is an advisory: the entry may be for that.
 */
export function elsewhereUsePolicy(
  records: GuardRecords,
  now: () => Date = () => new Date(),
): StackValidationPolicy {
  return {
    name: ELSEWHERE_USE_POLICY_NAME,
    description: "Every entry of a stage about what lives elsewhere vouches for something.",
    displayName: "Guards that live elsewhere are needed",
    enforcementLevel: "mandatory",
    severity: "medium",
    tags: ["AppSync"],
    url: pageUrl(ELSEWHERE_POLICY_NAME),
    remediationSteps: `Correct or remove the entries of ${ELSEWHERE_KEY} in the stage's settings file.`,
    validateStack: (_, reportViolation) => {
      const report = asReport(reportViolation);
      for (const entry of records.ofStage) {
        const asked = JUDGES[entry.kind].map((rule) => records.judged.get(rule));
        // Without a rule that could need it, nobody can tell; what is overdue is reported already.
        const isKnown = asked.every((one) => one !== undefined);
        if (records.used.has(entry) || !isKnown || isOverdue(entry, now())) {
          continue;
        }
        const isUndecided = asked.some((one) => one?.undecided === true);
        const level = isUndecided ? ({ enforcementLevel: "advisory" } as const) : {};
        report({ message: unusedMessage(entry), ...level });
      }
    },
  };
}

function unusedMessage({ kind, matches, owner }: Elsewhere): string {
  return (
    `The entry of ${kind} "${matches}" (owner ${owner}) vouches for nothing that the rules find.\n` +
    `Fix: remove it from ${ELSEWHERE_KEY} in the stage's settings, or correct what it matches.\n` +
    "More: docs/elsewhere.md of the policy pack"
  );
}
