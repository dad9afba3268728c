import type { PolicyComplianceFramework } from "@pulumi/policy";

interface Practice {
  readonly title: string;
  /** The page of AWS's that has id and title. */
  readonly source: string;
}

const SECURITY_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide";
const WELL_ARCHITECTED = "https://docs.aws.amazon.com/wellarchitected/latest/framework";

/**
 * Controls of AWS Security Hub's standard "AWS Foundational Security Best Practices" v1.0.0 that rules
 * serve (Security Hub user guide, "fsbp-standard"). Its controls AppSync.1, .2, .5 and .6 are about GraphQL
 * APIs; CloudWatch.16, which is not in that standard, asks for a year of logs and accepts those that never
 * expire.
 */
export const securityHubControls = {
  "IAM.21": {
    title:
      "IAM customer managed policies that you create should not allow wildcard actions for services",
    source: `${SECURITY_HUB}/iam-controls.html#iam-21`,
  },
  "WAF.10": {
    title: "AWS WAF web ACLs should have at least one rule or rule group",
    source: `${SECURITY_HUB}/waf-controls.html#waf-10`,
  },
} as const satisfies Readonly<Record<string, Practice>>;

/** Best practices of the AWS Well-Architected Framework, as published on 6 November 2024, that rules serve. */
export const wellArchitectedPractices = {
  "COST02-BP05": {
    title: "Implement cost controls",
    source: `${WELL_ARCHITECTED}/cost_govern_usage_controls.html`,
  },
  "COST03-BP02": {
    title: "Add organization information to cost and usage",
    source: `${WELL_ARCHITECTED}/cost_monitor_usage_org_information.html`,
  },
  "COST04-BP05": {
    title: "Enforce data retention policies",
    source: `${WELL_ARCHITECTED}/cost_decomissioning_resources_data_retention.html`,
  },
  "REL01-BP01": {
    title: "Aware of service quotas and constraints",
    source: `${WELL_ARCHITECTED}/rel_manage_service_limits_aware_quotas_and_constraints.html`,
  },
  "REL05-BP05": {
    title: "Set client timeouts",
    source: `${WELL_ARCHITECTED}/rel_mitigate_interaction_failure_client_timeouts.html`,
  },
  "SEC01-BP06": {
    title: "Automate deployment of standard security controls",
    source: `${WELL_ARCHITECTED}/sec_securely_operate_automate_security_controls.html`,
  },
  "SEC01-BP07": {
    title: "Identify threats and prioritize mitigations using a threat model",
    source: `${WELL_ARCHITECTED}/sec_securely_operate_threat_model.html`,
  },
  "SEC02-BP02": {
    title: "Use temporary credentials",
    source: `${WELL_ARCHITECTED}/sec_identities_unique.html`,
  },
  "SEC02-BP05": {
    title: "Audit and rotate credentials periodically",
    source: `${WELL_ARCHITECTED}/sec_identities_audit.html`,
  },
  "SEC04-BP01": {
    title: "Configure service and application logging",
    source: `${WELL_ARCHITECTED}/sec_detect_investigate_events_app_service_logging.html`,
  },
  "SEC06-BP04": {
    title: "Validate software integrity",
    source: `${WELL_ARCHITECTED}/sec_protect_compute_validate_software_integrity.html`,
  },
} as const satisfies Readonly<Record<string, Practice>>;

/** Returns a control of Security Hub as Pulumi Cloud groups policies by it. */
export function securityHub(control: keyof typeof securityHubControls): PolicyComplianceFramework {
  return {
    name: "AWS Foundational Security Best Practices",
    version: "1.0.0",
    reference: control,
    specification: securityHubControls[control].title,
  };
}

/** Returns a best practice of the Well-Architected Framework as Pulumi Cloud groups policies by it. */
export function wellArchitected(
  practice: keyof typeof wellArchitectedPractices,
): PolicyComplianceFramework {
  return {
    name: "AWS Well-Architected Framework",
    version: "2024-11-06",
    reference: practice,
    specification: wellArchitectedPractices[practice].title,
  };
}
