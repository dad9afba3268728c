import type { PolicyResource } from "@pulumi/policy";
import { missingTagKeys, TAGGED_KINDS } from "../facts/tag-keys.ts";
import { COST_TAGS } from "../fixes/functions-and-tags.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { SCOPE, within } from "./scope.ts";
import { undecided } from "./wording.ts";

/** Whoever reads the bill can tell what a resource was for. */
export const costAllocationTags = defineRule({
  name: "cost-allocation-tags",
  description: "Resources that cost money carry the tags by which the bill is divided.",
  severity: "low",
  framework: wellArchitected("COST03-BP02"),
  tags: ["Tags", "FinOps", "Well-Architected: Cost Optimization"],
  level: "mandatory",
  levels: { dev: "advisory", local: "advisory" },
  settings: {
    required: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["Service", "Stage"],
      description: "The keys that every resource with a price must have",
    },
    scope: SCOPE,
  },
  remediation: "Add the tags to the resource, or to `defaultTags` of the AWS provider.",
  check: ({ facts, settings }) =>
    TAGGED_KINDS.flatMap((kind) =>
      facts.index
        .ofKind(kind)
        .filter(within(facts, settings.scope))
        .flatMap((resource) => missing(resource, settings.required)),
    ),
});

function missing(resource: PolicyResource, required: readonly string[]): Finding[] {
  const { absent, unknown } = missingTagKeys(resource, required);
  if (absent.length === 0) {
    return [];
  }
  const names = absent.join(", ");
  return [
    {
      resource,
      found:
        unknown === undefined
          ? absent.length > 1
            ? `the tags ${names} are missing`
            : `the tag ${names} is missing`
          : undecided(unknown),
      why: "Its cost appears in the bill without a service, stage or team to assign it to",
      fix: `add ${names} to tags of the resource, or to defaultTags of the provider`,
      example: COST_TAGS,
    },
  ];
}
