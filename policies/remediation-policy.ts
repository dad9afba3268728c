import type { PolicyResource, ResourceValidationPolicy } from "@pulumi/policy";
import type { IsExempt } from "./exempt-resources.ts";
import type { Fact } from "./facts/fact.ts";
import { propertiesOf } from "./facts/property.ts";
import { kindOf } from "./facts/resource-kind.ts";
import { holdsAssets } from "./holds-assets.ts";
import { pageUrl } from "./page-url.ts";
import type { Change, Remediation } from "./remediation.ts";
import type { RemediationLog } from "./remediation-log.ts";
import { type SettingSchemas, settingsOf, unknownSettings } from "./rule-settings.ts";

/** The page about all remediations. */
export const REMEDIATIONS_PAGE = "remediations";

/** Which resources a team lets be changed. There is no default: a change has to be asked for by name. */
const RESOURCES = {
  type: "array",
  items: { type: "string", minLength: 1 },
  default: [],
  description: "Names of resources in the program, or URNs, that may be changed; * is a wildcard",
} as const;

/** What may be changed, as every remediation has it, beside settings of its own. */
interface Given {
  readonly resources?: readonly string[];
  readonly [setting: string]: unknown;
}

/**
 * The remediation as a policy that the Pulumi engine runs. It is disabled until the pack's configuration
 * gives it the level `remediate`; the engine asks it about each resource before any policy judges it.
 *
 * @param isExempt What a team lets off stays as it is.
 */
export function toRemediationPolicy(
  remediation: Remediation,
  log: RemediationLog,
  isExempt: IsExempt,
): ResourceValidationPolicy {
  const { name, description, settings: schemas } = remediation;
  return {
    name,
    description,
    enforcementLevel: "disabled",
    severity: "low",
    tags: ["Remediation"],
    url: pageUrl(REMEDIATIONS_PAGE),
    configSchema: { properties: { ...(schemas as SettingSchemas), resources: RESOURCES } },
    remediateResource: async (args) => {
      const { resources: patterns = [], ...given } = args.getConfig<Given>();
      log.ask(name, { resources: patterns, strange: unknownSettings(schemas, given) });
      const kind = kindOf(args.type);
      if (kind === undefined || !remediation.kinds.includes(kind)) {
        return undefined;
      }
      if (!patterns.some((pattern) => isNamedBy(pattern, args))) {
        return undefined;
      }
      if (await isExempt(remediation.rules, args)) {
        return undefined;
      }
      // The facts read resources of a whole stack; of what those have more, they read nothing here.
      const properties = propertiesOf(args as unknown as PolicyResource);
      const changes = remediation
        .changes(properties, settingsOf(schemas, given), kind)
        .filter(({ path }) => !isIgnored(args.opts.ignoreChanges, path));
      if (changes.length === 0) {
        return undefined;
      }
      const right = plainRecord(properties.content());
      const because = holdsAssets(right) ? ASSETS_LOSE_THEIR_HASH : undefined;
      for (const { says } of changes) {
        const { urn, type } = args;
        const left = because === undefined ? {} : { because };
        log.add({ remediation: name, urn, type, name: args.name, says, ...left });
      }
      if (because !== undefined) {
        return undefined;
      }
      for (const change of changes) {
        set(right, change);
      }
      return right;
    },
  };
}

const ASSETS_LOSE_THEIR_HASH =
  "remediations of Pulumi lose the hash of its code, without which later changes of the code would not be deployed";

/** Whether a pattern names a resource by its name in the program or its URN. */
export function isNamedBy(
  pattern: string,
  { name, urn }: Pick<PolicyResource, "name" | "urn">,
): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const named = new RegExp(`^${parts.join(".*")}$`, "s");
  return named.test(name) || named.test(urn);
}

/** A property that `ignoreChanges` keeps is one that somebody sets elsewhere. */
function isIgnored(ignoreChanges: readonly string[], path: readonly string[]): boolean {
  return ignoreChanges.some((ignored) => {
    const root = /^[^.[]+/.exec(ignored)?.[0];
    return ignored === "*" || root === path[0];
  });
}

/** All properties without the SDK's guard, which throws for each that is not known yet. */
function plainRecord(properties: Fact<unknown>): Record<string, unknown> {
  return properties.state === "known" ? (properties.value as Record<string, unknown>) : {};
}

function set(properties: Record<string, unknown>, { path, value }: Change): void {
  const [last = "", ...above] = path.toReversed();
  let container = properties;
  for (const key of above.reverse()) {
    container[key] ??= {};
    container = container[key] as Record<string, unknown>;
  }
  container[last] = value;
}
