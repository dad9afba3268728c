import type { PolicyResource } from "@pulumi/policy";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import type { Finding } from "../rule.ts";
import { literal, undecided } from "./wording.ts";

/**
 * A log group that keeps what it holds for ever.
 *
 * @param what Whose log group it is, for the message: `the API's log group`.
 */
export function logRetention(resource: PolicyResource, what: string): readonly Finding[] {
  const days = propertiesOf(resource).at("retentionInDays").number();
  if (days.state === "known" && days.value > 0) return [];
  const elsewhere = { kind: "logRetention", names: knownNames(resource) } as const;
  const why = "Logs hold what people send; kept for ever they are a cost and a liability";
  return days.state === "unknown"
    ? [{ resource, found: `${undecided(days.property)} (${what})`, why, fix: literal, elsewhere }]
    : [
        {
          resource,
          found: `${what} has no retentionInDays, so it never expires`,
          why,
          fix: "set retentionInDays to a number of days, for example 30",
          elsewhere,
        },
      ];
}
