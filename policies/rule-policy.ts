import type {
  EnforcementLevel,
  PolicyConfigSchema,
  ReportViolation,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { TObject } from "typebox";
import { type Exemption, judge } from "./exemptions.ts";
import type { SharedFacts } from "./facts/shared-facts.ts";
import { exempted, staleExemption, violation } from "./message.ts";
import type { Finding, Rule } from "./rule.ts";
import { settingsOf } from "./rule-settings.ts";

/** What all rules of a running pack have in common. */
export interface PackEnvironment {
  readonly facts: SharedFacts;
  readonly exemptions: readonly Exemption[];
  readonly now: () => Date;
}

/**
 * The form in which the policy SDK also takes a violation (`makeReportViolationFun` of
 * @pulumi/policy 1.21): it carries a level of its own, which its published type leaves out.
 */
type Report = (violation: {
  readonly message: string;
  readonly urn?: string;
  readonly enforcementLevel?: EnforcementLevel;
}) => void;

const asReport = (report: ReportViolation): Report => report as unknown as Report;

/** A rule's level by stage. It lowers the level that the pack's configuration gives the rule. */
const levels: PolicyConfigSchema["properties"][string] = {
  type: "object",
  description: "Level by stage: mandatory, advisory or disabled",
  additionalProperties: { type: "string", enum: ["mandatory", "advisory", "disabled"] },
};

/** The rule as a policy that the Pulumi engine runs. */
export const toPolicy = (rule: Rule, environment: PackEnvironment): StackValidationPolicy => ({
  name: rule.name,
  description: rule.description,
  enforcementLevel: rule.level,
  severity: rule.severity,
  remediationSteps: rule.remediation,
  configSchema: configSchema(rule.config),
  validateStack: (args, reportViolation) => {
    const report = asReport(reportViolation);
    const stage = stageOf(args.resources[0]?.urn);
    const given = args.getConfig<{ levels?: Record<string, string> }>();
    const level = given.levels?.[stage] ?? rule.levels?.[stage];
    if (level === "disabled") return;
    const lowered = level === "advisory" ? ({ enforcementLevel: level } as const) : {};
    const now = environment.now();
    const facts = environment.facts.for(rule.name, args.resources);
    const findings = rule.check({ facts, stage, now, config: settingsOf(rule, given) });
    const own = environment.exemptions.filter((exemption) => exemption.rule === rule.name);
    // The engine lists resources in any order; a report that is compared must not change with it.
    const sorted = findings.toSorted((one, other) => order(one).localeCompare(order(other)));
    const { violations, held, stale } = judge(sorted, own, now);
    for (const finding of violations) {
      report({ ...violation(rule, finding), ...(finding.note ? advisory : lowered) });
    }
    for (const one of held) report({ ...exempted(rule, one.finding, one.exemption), ...advisory });
    for (const one of stale) report({ ...staleExemption(one.exemption, one.problem), ...lowered });
  },
});

const order = ({ resource, found }: Finding): string => `${resource.urn} ${found}`;

const advisory = { enforcementLevel: "advisory" } as const;

const configSchema = (config: TObject): PolicyConfigSchema => ({
  properties: { ...config.properties, levels },
});

/** The stack's name in a URN: `urn:pulumi:<stack>::<project>::...`. */
export const stageOf = (urn: string | undefined): string =>
  urn?.split("::", 1)[0]?.split(":")[2] ?? "";
