import type { PolicyResource } from "@pulumi/policy";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import { FUNCTION_LOG_GROUP, LOG_GROUP_RETENTION } from "../fixes/logging.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { readableClass } from "./log-group.ts";
import { SCOPE, within } from "./scope.ts";
import { LITERAL, undecided } from "./wording.ts";

/** What functions log is kept for a time, in a class that turns EMF records into metrics. */
export const functionLogRetention = defineRule({
  name: "function-log-retention",
  description:
    "Every function behind a namespace logs to a group of the stack, with finite retention, class STANDARD.",
  severity: "medium",
  framework: wellArchitected("COST04-BP05"),
  tags: ["Lambda", "CloudWatch Logs", "Well-Architected: Cost Optimization"],
  level: "mandatory",
  settings: { scope: SCOPE },
  remediation:
    "Declare the function's log group with retentionInDays and without another class than STANDARD, " +
    "and name it in loggingConfig.logGroup.",
  check: ({ facts, settings }) =>
    facts.index
      .ofKind("function")
      .filter(within(facts, settings.scope))
      .flatMap((resource): Finding[] => {
        const groups = facts.functionLogs.of(resource);
        if (groups.state === "known") {
          return groups.value.flatMap(kept);
        }
        const why = "Lambda then creates the log group itself, and its logs never expire";
        const found =
          groups.state === "unknown"
            ? undecided(groups.property)
            : "its log group is not in this stack";
        const fix =
          "declare a log group with retentionInDays and pass its name in loggingConfig.logGroup";
        const given = propertiesOf(resource).at("loggingConfig", "logGroup").text();
        const names = [...knownNames(resource), ...(given.state === "known" ? [given.value] : [])];
        const elsewhere = { kind: "logRetention", names } as const;
        return [{ resource, found, why, fix, example: FUNCTION_LOG_GROUP, elsewhere }];
      }),
});

const NO_METRICS =
  "CloudWatch reads the metrics in a function's log (EMF) in class STANDARD alone, so cost metrics and alarms stop";

function kept(group: PolicyResource): Finding[] {
  return [...retention(group), ...readableClass(group, NO_METRICS)];
}

function retention(resource: PolicyResource): Finding[] {
  const days = propertiesOf(resource).at("retentionInDays").number();
  if (days.state === "known" && days.value > 0) {
    return [];
  }
  const why = "Logs that never expire cost more every month, and keep what people sent for ever";
  return days.state === "unknown"
    ? [
        {
          resource,
          found: undecided(days.property),
          why,
          fix: LITERAL,
          example: LOG_GROUP_RETENTION,
        },
      ]
    : [
        {
          resource,
          found: "a function's log group has no retentionInDays, so it never expires",
          why,
          fix: "set retentionInDays to a number of days, for example 30",
          example: LOG_GROUP_RETENTION,
          elsewhere: { kind: "logRetention", names: knownNames(resource) },
        },
      ];
}
