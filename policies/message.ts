import type { Elsewhere } from "./elsewhere.ts";
import type { Exemption } from "./exemptions.ts";
import { exampleLines } from "./fix-example.ts";
import { pageUrl } from "./page-url.ts";
import type { Remediated } from "./remediation-log.ts";
import type { Finding, Rule } from "./rule.ts";

interface Message {
  readonly message: string;
  readonly urn: string;
}

/**
 * Returns what a reviewer reads: the resource, what was found, why it matters, the fix in words and as
 * code, and where to read on. Names of resources are shown, values of properties are not. The engine
 * prints line breaks and indentation as they are, so each part stands on lines of its own.
 */
export function violation(
  rule: Rule,
  { resource, found, why, fix, example, id }: Finding,
): Message {
  return {
    message: [
      `${describe(resource)}: ${found}.`,
      `Why: ${why}.`,
      `Fix: ${fix}.`,
      ...(example === undefined ? [] : exampleLines(example, resource.name)),
      `More: ${page(rule)}`,
      ...(id === undefined ? [] : [`Finding: ${id}`]),
    ].join("\n"),
    urn: resource.urn,
  };
}

/** A finding that an exemption holds back, shown as long as it holds. */
export function exempted(
  rule: Rule,
  { resource, found }: Finding,
  { expires, owner, reason, finding }: Exemption,
): Message {
  return {
    message:
      `${describe(resource)}: exempt from ${rule.name} until ${expires.slice(0, 10)} ` +
      `(owner ${owner}): ${reason}\nFound: ${found}` +
      (finding === undefined
        ? "\nThe exemption names no finding, so it would hold back another one in its place"
        : ""),
    urn: resource.urn,
  };
}

/** A finding about a guard that lives elsewhere, shown as long as somebody vouches for it. */
export function vouchedFor(
  rule: Rule,
  { resource, found }: Finding,
  { kind, matches, owner, reason, reviewBy }: Elsewhere,
): Message {
  return {
    message:
      `${describe(resource)}: exempt from ${rule.name} until ${reviewBy.slice(0, 10)} ` +
      `(owner ${owner}): ${reason}\nElsewhere: ${kind} ${matches}\nFound: ${found}`,
    urn: resource.urn,
  };
}

/**
 * An exemption that must be renewed or removed. One of the settings belongs to the stack and not to a
 * resource, one of the program to the record that it declares.
 */
export function staleExemption(
  { rule, resource, declaredBy }: Exemption,
  problem: string,
): Pick<Message, "message"> & Partial<Message> {
  return {
    message:
      `The exemption of "${declaredBy === undefined ? resource : resource.split("::").at(-1)}" ` +
      `from ${rule} ${problem}.\n` +
      "Why: An exemption outlives its reason unless somebody renews or removes it.\nFix: " +
      (declaredBy === undefined
        ? "remove it from policies:exemptions in the stage's settings, or renew it with its reason"
        : "remove the call of exempt() beside the resource, or renew it with its reason"),
    ...(declaredBy === undefined ? {} : { urn: declaredBy }),
  };
}

/** A setting that no rule reads, such as a misspelt one. */
export function strangeSetting(
  { name, settings }: Pick<Rule, "name" | "settings">,
  setting: string,
  common = "levels",
) {
  return {
    message:
      `The configuration of ${name} has a setting "${setting}" that it does not know.\n` +
      "Why: What it was meant to set has no effect.\n" +
      `Fix: remove or correct it; settings are ${[...Object.keys(settings), common].join(", ")}`,
  };
}

function describe({ name, type }: Pick<Finding["resource"], "name" | "type">): string {
  return `${type.split(":").at(-1) ?? type} "${name}"`;
}

/** The page's address, where readers elsewhere can open it; a file of this machine means nothing to them. */
function page({ name }: Rule): string {
  const url = pageUrl(name);
  return url.startsWith("https:") ? url : `docs/${name}.md of the policy pack`;
}

/** A change that a remediation made, which the engine then plans, or had to leave to people. */
export function remediated({ remediation, type, name, says, because }: Remediated): string {
  return because === undefined
    ? `${describe({ type, name })}: ${says}.\nChanged by: ${remediation}`
    : `${describe({ type, name })}: not changed by ${remediation} (${says}): ${because}.\n` +
        "Fix: change it in the program";
}

/** A remediation that was asked for nothing, or for what is not there. */
export function uselessRemediation(remediation: string, pattern: string | undefined): string {
  return (
    `${remediation} changes nothing: ` +
    (pattern === undefined
      ? "its setting resources names no resource"
      : `its setting resources has "${pattern}", which no resource of its kind is called`) +
    ".\nFix: name resources of the program, or set its enforcementLevel to disabled"
  );
}
