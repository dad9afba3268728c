import { StackFacts } from "../../policies/facts/stack-facts.ts";
import type { Finding } from "../../policies/rule.ts";
import { settingsOf } from "../../policies/rule-settings.ts";
import { rules } from "../../policies/rules.ts";
import type { Blueprint } from "./stacks/blueprint.ts";
import { type Phase, policyResources } from "./stacks/policy-resources.ts";

export const now = new Date("2026-06-01T12:00:00Z");

export interface Judged extends Finding {
  readonly policy: string;
}

/** What every rule with its default settings finds in a blueprint, notes left out. */
export function judgeAll(blueprint: Blueprint, phase: Phase): Promise<readonly Judged[]> {
  return judgeResources(policyResources(blueprint, phase));
}

export async function judgeResources(
  resources: ReturnType<typeof policyResources>,
): Promise<readonly Judged[]> {
  const facts = new StackFacts(resources);
  const judged = rules.map(async (rule) => {
    const settings = settingsOf(rule.settings);
    const findings = await rule.check({ facts, stage: "prod", now, settings });
    return findings
      .filter((finding) => !finding.note)
      .map((finding) => ({ ...finding, policy: rule.name }));
  });
  return (await Promise.all(judged)).flat();
}

/** What one rule finds in a blueprint with settings of its own, notes included. */
export async function judgeRule(
  name: string,
  blueprint: Blueprint,
  phase: Phase,
  given: Readonly<Record<string, unknown>> = {},
): Promise<readonly Finding[]> {
  const rule = rules.find((one) => one.name === name);
  if (rule === undefined) {
    throw new Error(`no rule ${name}`);
  }
  const facts = new StackFacts(policyResources(blueprint, phase));
  const settings = settingsOf(rule.settings, given);
  return await rule.check({ facts, stage: "prod", now, settings });
}
