import type { PolicyResource } from "@pulumi/policy";
import { isKnownAs } from "../facts/fact.ts";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import { LOG_GROUP_RETENTION } from "../fixes/logging.ts";
import type { Finding } from "../rule.ts";
import { LITERAL, printable, undecided } from "./wording.ts";

/**
 * A log group that keeps what it holds for ever.
 *
 * @param what Whose log group it is, for the message: `the API's log group`.
 */
export function logRetention(resource: PolicyResource, what: string): readonly Finding[] {
  const days = propertiesOf(resource).at("retentionInDays").number();
  if (days.state === "known" && days.value > 0) {
    return [];
  }
  const elsewhere = { kind: "logRetention", names: knownNames(resource) } as const;
  const why = "Logs hold what people send; those that never expire cost more every month";
  return days.state === "unknown"
    ? [
        {
          resource,
          found: `${undecided(days.property)} (${what})`,
          why,
          fix: LITERAL,
          example: LOG_GROUP_RETENTION,
          elsewhere,
        },
      ]
    : [
        {
          resource,
          found: `${what} has no retentionInDays, so it never expires`,
          why,
          fix: "set retentionInDays to a number of days, for example 30",
          example: LOG_GROUP_RETENTION,
          elsewhere,
        },
      ];
}

/** Classes of a log group (CloudWatch Logs API reference, `CreateLogGroup`). */
const CLASSES = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

/** A log group of the class that nobody can query: its logs are kept for two days, to be delivered. */
export function queryableClass(resource: PolicyResource): readonly Finding[] {
  const name = propertiesOf(resource).at("logGroupClass").text();
  if (name.state === "known" && name.value === "INFREQUENT_ACCESS") {
    return [];
  }
  return readableClass(
    resource,
    "Class DELIVERY has no Logs Insights, so nobody can look for an attack",
  );
}

/**
 * A log group of a class that cannot do what its readers need. In INFREQUENT_ACCESS there are no
 * metric filters, subscriptions or metrics from EMF, in DELIVERY no Logs Insights either
 * (CloudWatch Logs guide, "Log classes").
 */
export function readableClass(
  resource: PolicyResource,
  why = "A log group of another class has no metric filters and no subscriptions, so no alarm can see these logs",
): readonly Finding[] {
  const name = propertiesOf(resource).at("logGroupClass").text();
  if (name.state === "absent" || isKnownAs(name, "STANDARD") || isKnownAs(name, "")) {
    return [];
  }
  const found =
    name.state === "known"
      ? `logGroupClass is ${printable(name.value, CLASSES)}`
      : undecided(name.property);
  const fix =
    "leave logGroupClass out, and replace the group: AWS does not let its class be changed";
  return [{ resource, found, why, fix, example: LOG_GROUP_RETENTION }];
}
