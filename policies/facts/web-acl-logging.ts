import type { PolicyResource } from "@pulumi/policy";
import { any } from "./any.ts";
import { type Fact, isKnownAs, known } from "./fact.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";

/** What web ACL logs can be sent to (WAF guide, "Logging destinations"). */
const destinationKinds = ["logGroup", "logBucket", "logStream"] as const;

/** Whether a logging configuration sends at least some logs somewhere. */
export const keepsLogs = (index: ResourceIndex, logging: PolicyResource): Fact<boolean> => {
  const properties = propertiesOf(logging);
  const destination = hasDestination(index, properties.at("logDestinationConfigs"));
  return isKnownAs(destination, true) ? filterKeeps(properties.at("loggingFilter")) : destination;
};

/** An unknown destination counts when it was made from something that takes logs. */
const hasDestination = (index: ResourceIndex, list: Property): Fact<boolean> => {
  const made = destinationKinds.some(
    (kind) => index.dependenciesOf(list.resource, list.path, kind).length > 0,
  );
  const items = list.items();
  if (items.state === "absent") return known(false);
  if (items.state === "unknown") return made ? known(true) : items;
  return any(
    items.value.map((item) => {
      const arn = item.text();
      if (arn.state === "unknown") return made ? known(true) : arn;
      return known(arn.state === "known" && arn.value !== "");
    }),
  );
};

/** A filter that drops by default and keeps nothing is no logging. */
const filterKeeps = (filter: Property): Fact<boolean> => {
  const behavior = filter.at("defaultBehavior").text();
  if (behavior.state === "unknown") return behavior;
  if (behavior.state === "absent" || behavior.value === "KEEP") return known(true);
  const filters = filter.at("filters").items();
  if (filters.state !== "known") return filters.state === "unknown" ? filters : known(false);
  return any(
    filters.value.map((item) => {
      const kept = item.at("behavior").text();
      return kept.state === "unknown" ? kept : known(isKnownAs(kept, "KEEP"));
    }),
  );
};
