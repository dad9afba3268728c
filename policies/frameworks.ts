import type { PolicyComplianceFramework } from "@pulumi/policy";

/**
 * A control of AWS Security Hub's standard "AWS Foundational Security Best Practices".
 *
 * @param control Id of the control, as the Security Hub user guide lists it: `WAF.11`.
 * @param specification What the control asks for.
 */
export function securityHub(control: string, specification: string): PolicyComplianceFramework {
  return {
    name: "AWS Foundational Security Best Practices",
    version: "1.0.0",
    reference: control,
    specification,
  };
}

/**
 * A best practice of the AWS Well-Architected Framework.
 *
 * @param reference Id of the best practice, as the framework's appendix lists it: `SEC04-BP01`.
 * @param specification Title of the best practice.
 */
export function wellArchitected(
  reference: string,
  specification: string,
): PolicyComplianceFramework {
  return {
    name: "AWS Well-Architected Framework",
    version: "2024-11-06",
    reference,
    specification,
  };
}
