import type { EnforcementLevel, ReportViolation } from "@pulumi/policy";

/**
 * The form in which the policy SDK also takes a violation (`makeReportViolationFun` of
 * @pulumi/policy 1.21): it carries a level of its own, which its published type leaves out.
 */
export type Report = (violation: {
  readonly message: string;
  readonly urn?: string;
  readonly enforcementLevel?: EnforcementLevel;
}) => void;

/** The SDK's function, with the type of what it takes. */
export function asReport(report: ReportViolation): Report {
  return report as unknown as Report;
}
