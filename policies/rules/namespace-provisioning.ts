import type { PolicyResource } from "@pulumi/policy";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import { changesGuard } from "../facts/provisioning/guard-changes.ts";
import { isProgram, reachedBy } from "../facts/provisioning/program-text.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { DECLARED_NAMESPACE, DEPLOYED_BY_STACK, READABLE_TEMPLATE } from "../fixes/handlers.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";

const WHY = "A channel namespace that no policy sees can ship without logging, WAF and validation";
const CHANGED = "What runs is then not what the policies have checked";

/** Channel namespaces are declared where policies can judge them. */
export const namespaceProvisioning = defineRule({
  name: "namespace-provisioning",
  description: "Nothing in the stack makes channel namespaces where policies cannot see them.",
  severity: "critical",
  framework: wellArchitected("SEC01-BP06"),
  tags: ["AppSync", "CloudFormation", "Well-Architected: Security"],
  level: "mandatory",
  settings: {
    undecidable: {
      enum: ["mandatory", "advisory"],
      default: "mandatory",
      description: "Level of what may make a channel namespace but cannot be read",
    },
  },
  remediation:
    "Declare channel namespaces as aws.appsync.ChannelNamespace, or in a template whose text is known.",
  check: ({ facts, settings }) => {
    const note = settings.undecidable === "advisory" ? ({ note: true } as const) : {};
    return [
      ...hidden(facts).map((finding) => ({ ...finding, ...note })),
      ...byProgram(facts, note),
    ];
  },
});

function hidden({ hidden: all }: StackFacts): Finding[] {
  return all.map(({ resource, reason }) => ({
    resource,
    found: `it may create channel namespaces: ${reason}`,
    why: WHY,
    fix:
      "pass the template as text that is known at the preview, and outputs of other resources as its " +
      "parameters; or list it in policies:elsewhere (kind provisioning) with the team that guards it",
    example: READABLE_TEMPLATE,
    elsewhere: { kind: "provisioning", names: namesOf(resource) },
  }));
}

function byProgram(facts: StackFacts, note: Pick<Finding, "note">): Finding[] {
  return facts.index.resources.filter(isProgram).flatMap((resource): Finding[] => {
    const elsewhere = { kind: "provisioning", names: knownNames(resource) } as const;
    const reached = reachedBy(resource, facts.index);
    if (reached !== undefined) {
      const found = reached.reason;
      const fix =
        "declare what it creates as aws.appsync.Api or aws.appsync.ChannelNamespace; or list this resource " +
        "in policies:elsewhere (kind provisioning) with the team that guards what it creates";
      const finding = { resource, found, why: WHY, fix, example: DECLARED_NAMESPACE, elsewhere };
      return [{ ...finding, ...(reached.isCertain ? {} : note) }];
    }
    const found = changesGuard(resource, facts);
    if (found === undefined) {
      return [];
    }
    const fix =
      "set what it changes on the resource itself; or list this resource in policies:elsewhere (kind " +
      "provisioning) with the team that guards what it changes";
    return [{ resource, found, why: CHANGED, fix, example: DEPLOYED_BY_STACK, elsewhere }];
  });
}

function namesOf(resource: PolicyResource): readonly string[] {
  const url = propertiesOf(resource).at("templateUrl").text();
  return [...knownNames(resource), ...(url.state === "known" ? [url.value] : [])];
}
