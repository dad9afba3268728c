import { isNative } from "../facts/resource-kind.ts";
import { missingTagKeys, TAGGED_KINDS } from "../facts/tag-keys.ts";
import { defineRemediation } from "../remediation.ts";

/** Gives resources the tags that they lack. */
export const costAllocationTags = defineRemediation({
  name: "remediate-cost-allocation-tags",
  description: "Adds missing tags to resources that cost money.",
  rules: ["cost-allocation-tags"],
  kinds: TAGGED_KINDS,
  settings: {
    tags: {
      type: "object",
      additionalProperties: { type: "string", maxLength: 256 },
      default: {},
      description: "Tags by key; those that a resource or its provider has stay as they are",
    },
  },
  changes: (properties, { tags }) => {
    const { resource } = properties;
    const { absent, unknown } = missingTagKeys(resource, Object.keys(tags));
    const own = properties.at("tags").content();
    // What is not known may hold the tag with another value.
    if (absent.length === 0 || unknown !== undefined || own.state === "unknown") {
      return [];
    }
    const given = own.state === "known" ? own.value : undefined;
    const says = `tags has ${absent.join(", ")} in addition`;
    const added = absent.map((key) => [key, tags[key]] as const);
    const value = isNative(resource.type)
      ? [
          ...(Array.isArray(given) ? given : []),
          ...added.map(([key, text]) => ({ key, value: text })),
        ]
      : { ...(given as object | undefined), ...Object.fromEntries(added) };
    return [{ path: ["tags"], value, says }];
  },
});
