import type { PolicyResource } from "@pulumi/policy";
import { known } from "../facts/fact.ts";
import { Property, propertiesOf } from "../facts/property.ts";
import type { ResourceKind } from "../facts/resource-kind.ts";
import { costTags } from "../fixes/functions-and-tags.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { scope, within } from "./scope.ts";
import { undecided } from "./wording.ts";

/** Kinds that have a price of their own and take tags. */
const priced = [
  "api",
  "channelNamespace",
  "function",
  "logGroup",
  "table",
  "webAcl",
] as const satisfies readonly ResourceKind[];

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
    scope,
  },
  remediation: "Add the tags to the resource, or to `defaultTags` of the AWS provider.",
  check: ({ facts, settings }) =>
    priced.flatMap((kind) =>
      facts.index
        .ofKind(kind)
        .filter(within(facts, settings.scope))
        .flatMap((resource) => missing(resource, settings.required)),
    ),
});

const missing = (resource: PolicyResource, required: readonly string[]): Finding[] => {
  const { absent, unknown } = missingKeys(resource, required);
  if (absent.length === 0) return [];
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
      example: costTags,
    },
  ];
};

/** Which keys neither the resource's own tags nor the provider's default ones have; values do not matter. */
function missingKeys(resource: PolicyResource, required: readonly string[]) {
  const properties = propertiesOf(resource);
  const sources = [
    () => properties.at("tags"),
    () => properties.at("tagsAll"),
    () => defaultTags(resource),
  ];
  let absent = required;
  let unknown: string | undefined;
  for (const source of sources) {
    if (absent.length === 0) break;
    const map = source();
    const found = listed(map) ?? map.keys();
    if (found.state === "known") absent = absent.filter((key) => !found.value.includes(key));
    if (found.state === "unknown") unknown ??= found.property;
  }
  return { absent, unknown };
}

/** AWS's own form of tags, which `aws-native` uses: a list of `{ key, value }`. */
const listed = (tags: Property) => {
  const items = tags.items();
  if (items.state !== "known") return undefined;
  const keys = items.value.map((item) => item.at("key").text());
  return known(keys.flatMap((key) => (key.state === "known" ? [key.value] : [])));
};

/** Providers keep nested settings as JSON text. */
const defaultTags = (resource: PolicyResource): Property =>
  new Property(resource, "provider", known(resource.provider?.props ?? {}))
    .at("defaultTags")
    .parsed()
    .at("tags");
