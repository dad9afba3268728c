import type { PolicyConfigSchema, StackValidationPolicy } from "@pulumi/policy";
import { vouchersOf } from "./elsewhere.ts";
import { judge } from "./exemptions.ts";
import type { SharedFacts } from "./facts/shared-facts.ts";
import type { GuardRecords } from "./guard-records.ts";
import { exempted, staleExemption, strangeSetting, violation, vouchedFor } from "./message.ts";
import { pageUrl } from "./page-url.ts";
import { asReport } from "./report.ts";
import type { Finding, Rule } from "./rule.ts";
import { type SettingSchemas, settingsOf, unknownSettings } from "./rule-settings.ts";

/** What all rules of a running pack have in common. */
export interface PackEnvironment {
  readonly facts: SharedFacts;
  readonly records: GuardRecords;
  readonly now: () => Date;
}

/** A policy's configuration, as far as every rule has it. */
interface Given {
  readonly levels?: Readonly<Record<string, string>>;
  readonly [setting: string]: unknown;
}

/** A rule's level by stage. It lowers the level that the pack's configuration gives the rule. */
const LEVELS: PolicyConfigSchema["properties"][string] = {
  type: "object",
  description: "Level by stage: mandatory, advisory or disabled",
  additionalProperties: { type: "string", enum: ["mandatory", "advisory", "disabled"] },
};

/** The rule as a policy that the Pulumi engine runs. */
export function toPolicy(rule: Rule, environment: PackEnvironment): StackValidationPolicy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    displayName: displayName(rule.name),
    severity: rule.severity,
    framework: rule.framework,
    tags: [...rule.tags],
    remediationSteps: rule.remediation,
    url: pageUrl(rule.name),
    configSchema: configSchema(rule.settings),
    validateStack: async (args, reportViolation) => {
      const report = asReport(reportViolation);
      const stage = stageOf(args.resources[0]?.urn);
      const { levels: byStage, ...given } = args.getConfig<Given>();
      const level = byStage?.[stage] ?? rule.levels?.[stage];
      if (level === "disabled") {
        return;
      }
      const lowered = level === "advisory" ? ({ enforcementLevel: level } as const) : {};
      const now = environment.now();
      const facts = environment.facts.for(rule.name, args.resources);
      for (const name of unknownSettings(rule.settings, given)) {
        report(strangeSetting(rule, name));
      }
      const settings = settingsOf(rule.settings, given);
      const findings = await rule.check({ facts, stage, now, settings });
      const own = environment.records.exemptions.filter(
        (exemption) => exemption.rule === rule.name,
      );
      // The engine lists resources in any order; a report that is compared must not change with it.
      const sorted = findings.toSorted((one, other) => order(one).localeCompare(order(other)));
      const { violations, held, stale } = judge(sorted, own, now);
      const undecided = findings.some(({ note }) => note === true);
      environment.records.judged.set(rule.name, { undecided });
      const vouchers = new Map(
        findings.map((finding) => [
          finding,
          vouchersOf(finding, environment.records.elsewhere, now),
        ]),
      );
      for (const entry of [...vouchers.values()].flat()) {
        environment.records.used.add(entry);
      }
      for (const finding of violations) {
        const [entry] = finding.note ? [] : (vouchers.get(finding) ?? []);
        if (entry !== undefined) {
          report({ ...vouchedFor(rule, finding, entry), ...ADVISORY });
        } else {
          report({ ...violation(rule, finding), ...(finding.note ? ADVISORY : lowered) });
        }
      }
      for (const one of held) {
        report({ ...exempted(rule, one.finding, one.exemption), ...ADVISORY });
      }
      for (const one of stale) {
        report({ ...staleExemption(one.exemption, one.problem), ...lowered });
      }
    },
  };
}

/** The name as a title: `namespace-waf` is `Namespace WAF`. */
function displayName(name: string): string {
  const words = name
    .split("-")
    .map((word) => (/^(waf|iam|api)$/.test(word) ? word.toUpperCase() : word));
  return words.join(" ").replace(/^./, (letter) => letter.toUpperCase());
}

function order({ resource, found }: Finding): string {
  return `${resource.urn} ${found}`;
}

const ADVISORY = { enforcementLevel: "advisory" } as const;

function configSchema(settings: SettingSchemas): PolicyConfigSchema {
  return {
    properties: { ...(settings as PolicyConfigSchema["properties"]), levels: LEVELS },
  };
}

/** The stack's name in a URN: `urn:pulumi:<stack>::<project>::...`. */
export function stageOf(urn: string | undefined): string {
  return urn?.split("::", 1)[0]?.split(":")[2] ?? "";
}
