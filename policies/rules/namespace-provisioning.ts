import type { PolicyResource } from "@pulumi/policy";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import { isProgram, reachedBy } from "../facts/provisioning/program-text.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";

const why = "A channel namespace that no policy sees ships without logging, WAF and validation";

/** Channel namespaces are declared where policies can judge them. */
export const namespaceProvisioning = defineRule({
  name: "namespace-provisioning",
  description: "Nothing in the stack makes channel namespaces where policies cannot see them.",
  severity: "critical",
  framework: wellArchitected("OPS05-BP10", "Fully automate integration and deployment"),
  tags: ["AppSync", "CloudFormation", "Well-Architected: Operational Excellence"],
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
    found: `it may make channel namespaces: ${reason}`,
    why,
    fix:
      "give the template or state as a literal text, with outputs of other resources as parameters; " +
      "or name it in policies:elsewhere as provisioning and say who looks after it",
    elsewhere: { kind: "provisioning", names: namesOf(resource) },
  }));
}

function byProgram({ index }: StackFacts, note: Pick<Finding, "note">): Finding[] {
  return index.resources.flatMap((resource): Finding[] => {
    if (!isProgram(resource)) return [];
    const reached = reachedBy(resource, index);
    if (reached === undefined) return [];
    const found = reached.reason;
    const fix =
      "declare it as aws.appsync.ChannelNamespace or aws.appsync.Api; or name this resource in " +
      "policies:elsewhere as provisioning and say who looks after what it makes";
    const elsewhere = { kind: "provisioning", names: knownNames(resource) } as const;
    return [{ resource, found, why, fix, elsewhere, ...(reached.isCertain ? {} : note) }];
  });
}

function namesOf(resource: PolicyResource): readonly string[] {
  const url = propertiesOf(resource).at("templateUrl").text();
  return [...knownNames(resource), ...(url.state === "known" ? [url.value] : [])];
}
