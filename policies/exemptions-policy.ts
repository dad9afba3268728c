import type { StackValidationPolicy } from "@pulumi/policy";
import { type Exemptions, exemptionsKey } from "./exemptions.ts";

/** The name under which faults in the list of exemptions are reported. */
export const exemptionsPolicyName = "exemptions";

/** Refuses an exemption that cannot be read: one that nobody can judge must not look like one. */
export const exemptionsPolicy = ({ faults }: Exemptions): StackValidationPolicy => ({
  name: exemptionsPolicyName,
  description: "Every exemption names a rule, a resource, a reason, an owner and a last day.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: `Correct the entries of ${exemptionsKey} in the stage's settings file.`,
  validateStack: (_args, reportViolation) => {
    for (const fault of faults) {
      reportViolation(
        `${fault}.\nFix: give rule, resource, reason (10 characters or more), owner and expires ` +
          "(YYYY-MM-DD).\nMore: docs/exemptions.md of the policy pack",
      );
    }
  },
});
