import type { PolicyResource } from "@pulumi/policy";
import type { LogRole } from "../facts/api-facts.ts";
import type { Unknown } from "../facts/fact.ts";
import { knownNames } from "../facts/known-names.ts";
import { difference, placeOf } from "../facts/place.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import type { UsedApi } from "../facts/used-api.ts";
import { API_LOG_GROUP, API_LOG_LEVEL, API_LOG_ROLE } from "../fixes/logging.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { apiNotFound } from "./api-not-found.ts";
import { logRetention, readableClass } from "./log-group.ts";
import { logRole } from "./log-role.ts";
import { LITERAL, namesOf, printable, undecided } from "./wording.ts";

/** Levels of an Event API's logs (AppSync API reference, `EventLogConfig`). */
const LEVELS = ["NONE", "ERROR", "ALL", "INFO", "DEBUG"];

/** Every channel namespace belongs to an API that logs, to a group of this stack that forgets. */
export const namespaceLogging = defineRule({
  name: "namespace-logging",
  description: "A channel namespace's API writes logs, and its log group has finite retention.",
  severity: "high",
  framework: wellArchitected("SEC04-BP01"),
  tags: ["AppSync", "CloudWatch Logs", "Well-Architected: Security"],
  level: "mandatory",
  settings: {},
  remediation:
    "Set eventConfig.logConfig of the API to a level other than NONE with an IAM role, and declare " +
    "the log group /aws/appsync/apis/<apiId> in the same stack with retentionInDays.",
  check: ({ facts }) => [
    ...nothingToGuard(facts),
    ...apiNotFound(facts, "logging"),
    ...facts
      .usedApis()
      .flatMap((used) => [...logSettings(used), ...logRole(facts, used), ...logGroup(used)]),
  ],
});

/** Said once for the three rules about namespaces, so that "passed" is not read as "guarded". */
function nothingToGuard({ index, namespaces }: StackFacts): Finding[] {
  const isStack = ({ type }: PolicyResource) => type === "pulumi:pulumi:Stack";
  const resource = index.resources.find(isStack) ?? index.resources[0];
  if (namespaces.length > 0 || resource === undefined) {
    return [];
  }
  return [
    {
      resource,
      found: "the stack has no channel namespace",
      why: "namespace-logging, namespace-waf and namespace-request-response had nothing to check",
      fix: "none is needed",
      note: true,
    },
  ];
}

function logSettings(used: UsedApi): Finding[] {
  const { api, namespaces } = used;
  const { logLevel, logRole } = api;
  const why = `Nobody can see why events of ${namesOf(namespaces)} were refused or lost`;
  const found = (text: string, fix: string, example = API_LOG_LEVEL): Finding => ({
    resource: api.resource,
    found: text,
    why,
    fix,
    example,
  });
  const findings: Finding[] = [];
  const fix = 'set eventConfig.logConfig.logLevel to "ERROR" (or INFO, ALL, DEBUG)';
  if (logLevel.state === "absent") {
    findings.push(found("eventConfig.logConfig.logLevel is not set", fix));
  } else if (logLevel.state === "unknown" && isOneValue(logLevel, logRole)) {
    findings.push(note(used, logLevel.property));
  } else if (logLevel.state === "unknown") {
    findings.push(found(undecided(logLevel.property), LITERAL));
  } else if (logLevel.value === "NONE" || !LEVELS.includes(logLevel.value)) {
    const value = printable(logLevel.value, LEVELS);
    findings.push(found(`eventConfig.logConfig.logLevel is ${value}`, fix));
  }
  if (logRole.state === "present") {
    return findings;
  }
  const roleFix = `set ${logRole.property} to the ARN of an IAM role that appsync.amazonaws.com may assume`;
  const role =
    logRole.state === "absent"
      ? `${logRole.property} does not name an IAM role`
      : undecided(logRole.property);
  return [...findings, found(role, roleFix, API_LOG_ROLE)];
}

/**
 * True when the log level is unknown only because the whole of `eventConfig` or `logConfig` comes
 * from one `apply` over the role to log with: whoever passes a role means to log.
 */
function isOneValue({ property }: Unknown, role: LogRole): boolean {
  return role.state === "present" && !property.endsWith("logLevel");
}

function note({ api }: UsedApi, property: string): Finding {
  return {
    resource: api.resource,
    found: undecided(property),
    why: "It is made from an IAM role to log with, and its log level is judged once it is known",
    fix: "build the object itself from literal values, and pass outputs only where a value is one",
    example: API_LOG_LEVEL,
    note: true,
  };
}

function logGroup({ api }: UsedApi): readonly Finding[] {
  const { certain, possible } = api.logGroups;
  const place = placeOf(api.resource);
  const near = certain.filter((group) => difference(placeOf(group), place) === undefined);
  if (near.length > 0) {
    return near.flatMap((group) => [
      ...logRetention(group, "the API's log group"),
      ...readableClass(group),
    ]);
  }
  const why = "AppSync then creates the log group itself, and its logs never expire";
  const fix =
    "declare a log group named /aws/appsync/apis/<apiId> with retentionInDays in this stack";
  const [group] = certain;
  if (group !== undefined) {
    const away = difference(placeOf(group), place);
    const found = `log group "${group.name}" is in another ${away} than the API`;
    return [
      {
        resource: api.resource,
        found,
        why,
        fix: `${fix}, in the API's ${away}`,
        example: API_LOG_GROUP,
      },
    ];
  }
  if (possible.length === 0) {
    const elsewhere = { kind: "logRetention", names: knownNames(api.resource) } as const;
    const found = "no log group of this stack is named /aws/appsync/apis/<apiId>";
    return [{ resource: api.resource, found, why, fix, example: API_LOG_GROUP, elsewhere }];
  }
  const found = `the name of log group ${namesOf(possible)} is made from several APIs`;
  return [{ resource: api.resource, found, why, fix, example: API_LOG_GROUP }];
}
