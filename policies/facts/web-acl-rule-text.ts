import { type Fact, known, unknown } from "./fact.ts";
import type { Property } from "./property.ts";

/**
 * Whether rules given as JSON text (`ruleJson` of the `aws` provider, in the spelling of the AWS
 * API) can block: a rule with the action Block, or a rule group whose actions are not overridden.
 */
export const ruleTextBlocks = (ruleJson: Property): Fact<boolean> => {
  const text = ruleJson.text();
  if (text.state === "absent") return known(false);
  if (text.state === "unknown") return text;
  if (text.value === "") return known(false);
  try {
    const rules: unknown = JSON.parse(text.value);
    return known(Array.isArray(rules) && rules.some(blocks));
  } catch {
    return unknown(ruleJson.path);
  }
};

const blocks = (rule: unknown): boolean =>
  has(pick(rule, "Action"), "Block") ||
  (has(pick(rule, "OverrideAction"), "None") &&
    // What a referenced group does is not in this text.
    !has(pick(rule, "Statement"), "RuleGroupReferenceStatement"));

const pick = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const has = (value: unknown, key: string): boolean => {
  const inner = pick(value, key);
  return inner !== undefined && inner !== null;
};
