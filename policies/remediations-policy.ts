import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { kindOf } from "./facts/resource-kind.ts";
import { remediated, strangeSetting, uselessRemediation } from "./message.ts";
import { pageUrl } from "./page-url.ts";
import type { RemediationLog } from "./remediation-log.ts";
import { isNamedBy, REMEDIATIONS_PAGE } from "./remediation-policy.ts";
import { remediations } from "./remediations.ts";
import { asReport } from "./report.ts";

/** The name under which changes by remediations are reported. */
export const REMEDIATIONS_POLICY_NAME = "remediations";

/**
 * Tells what remediations changed, resource by resource: the engine itself prints only how many resources
 * there were. Advisory, as what was changed is not a violation any more.
 */
export function remediationsPolicy(log: RemediationLog): StackValidationPolicy {
  return {
    name: REMEDIATIONS_POLICY_NAME,
    description: "Every change that a remediation makes is shown.",
    displayName: "Changes by remediations",
    enforcementLevel: "advisory",
    severity: "low",
    tags: ["Remediation"],
    url: pageUrl(REMEDIATIONS_PAGE),
    validateStack: ({ resources }, reportViolation) => {
      const report = asReport(reportViolation);
      for (const change of log.changes) {
        report({ message: remediated(change), urn: change.urn });
      }
      for (const [name, { resources: patterns, strange }] of log.asked) {
        const unused = patterns.filter((pattern) => !isUsed(name, pattern, resources));
        for (const pattern of patterns.length === 0 ? [undefined] : unused) {
          report({ message: uselessRemediation(name, pattern) });
        }
        const { settings = {} } = remediations.find((one) => one.name === name) ?? {};
        for (const setting of strange) {
          report(strangeSetting({ name, settings }, setting, "resources"));
        }
      }
    },
  };
}

function isUsed(name: string, pattern: string, resources: readonly PolicyResource[]): boolean {
  const kinds = remediations.find((one) => one.name === name)?.kinds ?? [];
  return resources.some((resource) => {
    const kind = kindOf(resource.type);
    return kind !== undefined && kinds.includes(kind) && isNamedBy(pattern, resource);
  });
}
