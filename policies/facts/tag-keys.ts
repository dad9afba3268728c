import type { PolicyResource } from "@pulumi/policy";
import { known } from "./fact.ts";
import { Property, propertiesOf } from "./property.ts";
import type { ResourceKind } from "./resource-kind.ts";

/** Kinds that have a price of their own and take tags. */
export const TAGGED_KINDS = [
  "api",
  "channelNamespace",
  "function",
  "logGroup",
  "table",
  "webAcl",
] as const satisfies readonly ResourceKind[];

/**
 * Returns which keys neither the resource's own tags nor the provider's default ones have, and the first
 * property among these that is not known and may hold them. Values do not matter.
 */
export function missingTagKeys(
  resource: PolicyResource,
  required: readonly string[],
): { readonly absent: readonly string[]; readonly unknown: string | undefined } {
  const properties = propertiesOf(resource);
  const sources = [
    () => properties.at("tags"),
    () => properties.at("tagsAll"),
    () => defaultTags(resource),
  ];
  let absent = required;
  let unknown: string | undefined;
  for (const source of sources) {
    if (absent.length === 0) {
      break;
    }
    const map = source();
    const found = listed(map) ?? map.keys();
    if (found.state === "known") {
      absent = absent.filter((key) => !found.value.includes(key));
    }
    if (found.state === "unknown") {
      unknown ??= found.property;
    }
  }
  return { absent, unknown };
}

/** AWS's own form of tags, which `aws-native` uses: a list of `{ key, value }`. */
function listed(tags: Property) {
  const items = tags.items();
  if (items.state !== "known") {
    return undefined;
  }
  const keys = items.value.map((item) => item.at("key").text());
  return known(keys.flatMap((key) => (key.state === "known" ? [key.value] : [])));
}

/** Providers keep nested settings as JSON text. */
function defaultTags(resource: PolicyResource): Property {
  return new Property(resource, "provider", known(resource.provider?.props ?? {}))
    .at("defaultTags")
    .parsed()
    .at("tags");
}
