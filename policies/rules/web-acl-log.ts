import type { PolicyResource } from "@pulumi/policy";
import type { ApiFacts } from "../facts/api-facts.ts";
import { knownNames } from "../facts/known-names.ts";
import { propertiesOf } from "../facts/property.ts";
import type { WebAclFacts } from "../facts/web-acl-facts.ts";
import type { LogDestination } from "../facts/web-acl-log-destination.ts";
import type { WebAclLogging } from "../facts/web-acl-logging.ts";
import { WEB_ACL_LOG_FILTER, WEB_ACL_LOG_REDACTION, WEB_ACL_LOGGING } from "../fixes/web-acl.ts";
import type { Finding } from "../rule.ts";
import { logRetention, queryableClass } from "./log-group.ts";
import { LITERAL, undecided } from "./wording.ts";

const WHY = "Without logs nobody can tell an attack from a rule that blocks customers";

/** What keeps a web ACL's log from showing what was blocked, or makes it show credentials. */
export function webAclLog(acl: WebAclFacts, api: ApiFacts): readonly Finding[] {
  const { resource, logging } = acl;
  if (logging.length === 0) {
    const found = "the web ACL has no logging configuration";
    const fix =
      "add a WebAclLoggingConfiguration with resourceArn: acl.arn, a destination and redactedFields";
    const elsewhere = { kind: "wafLogging", names: knownNames(resource) } as const;
    return [{ resource, found, why: WHY, fix, example: WEB_ACL_LOGGING, elsewhere }];
  }
  return logging.flatMap((one) => [
    ...destinations(acl, one),
    ...filter(acl, one),
    ...redaction(one, api),
  ]);
}

const DESTINATION_FIX =
  "name a log group, bucket or Firehose stream whose name begins with aws-waf-logs- in " +
  "logDestinationConfigs";

function destinations({ resource }: WebAclFacts, logging: WebAclLogging): readonly Finding[] {
  const { destinations } = logging;
  if (destinations.state === "known") {
    return destinations.value.flatMap((destination) => place(resource, logging, destination));
  }
  const found =
    destinations.state === "unknown"
      ? `whether it logs: ${undecided(destinations.property)}`
      : "the web ACL's logging configuration names no destination";
  return [{ resource, found, why: WHY, fix: DESTINATION_FIX, example: WEB_ACL_LOGGING }];
}

function place(
  acl: PolicyResource,
  logging: WebAclLogging,
  destination: LogDestination,
): readonly Finding[] {
  switch (destination.state) {
    case "store":
      return [];
    case "group":
      return [
        ...logRetention(destination.group, "the web ACL's log group"),
        ...queryableClass(destination.group),
      ];
    case "wrong":
      return [
        {
          resource: acl,
          found: `AWS WAF cannot write to its log destination: ${destination.found}`,
          why: WHY,
          fix: `${DESTINATION_FIX}; log groups and streams must be in the web ACL's account and region`,
          example: WEB_ACL_LOGGING,
        },
      ];
    case "undecided": {
      const found = `whether it logs: ${undecided(destination.property)}`;
      return [{ resource: acl, found, why: WHY, fix: DESTINATION_FIX, example: WEB_ACL_LOGGING }];
    }
    case "elsewhere":
      return [
        {
          resource: logging.resource,
          found: `${destination.property} names a log group that is not in this stack`,
          why: "Whether its logs ever expire cannot be seen from this stack",
          fix:
            "declare the log group in this stack with retentionInDays, or list it in policies:elsewhere " +
            "(kind logRetention) with the team that sets its retention",
          example: WEB_ACL_LOGGING,
          elsewhere: { kind: "logRetention", names: [destination.name, destination.arn] },
        },
      ];
  }
}

function filter({ resource }: WebAclFacts, { keepsBlocked }: WebAclLogging): readonly Finding[] {
  if (keepsBlocked.state === "known" && keepsBlocked.value) {
    return [];
  }
  return keepsBlocked.state === "known"
    ? [
        {
          resource,
          found: "the filter of its log drops requests that were blocked",
          why: WHY,
          fix:
            "set defaultBehavior to KEEP and drop only what was allowed, or put a filter that keeps the " +
            "action BLOCK first",
          example: WEB_ACL_LOG_FILTER,
        },
      ]
    : [
        {
          resource,
          found: `whether it logs: ${undecided(keepsBlocked.property)}`,
          why: WHY,
          fix: LITERAL,
          example: WEB_ACL_LOG_FILTER,
        },
      ];
}

/**
 * Headers in which clients of an Event API send credentials (AppSync guide, "Configuring
 * authorization" and "WebSocket protocol": a connect carries them in its subprotocol).
 */
const CONNECT_HEADER = "sec-websocket-protocol";

function credentialHeaders({ resource, logRole }: ApiFacts): readonly string[] {
  const providers = propertiesOf(resource).at("eventConfig", "authProviders").items();
  const types =
    providers.state === "known" ? providers.value.map((one) => one.at("authType").text()) : [];
  const open = types.length === 0 || types.some(({ state }) => state !== "known");
  // An eventConfig that comes from one `apply` over its log role is judged once it is known.
  const waits =
    providers.state === "unknown" &&
    providers.property === "eventConfig" &&
    logRole.state === "present";
  const names = types.flatMap((type) => (type.state === "known" ? [type.value] : []));
  return [
    ...(open || names.some((name) => name !== "API_KEY") ? ["authorization"] : []),
    ...((open && !waits) || names.includes("API_KEY") ? ["x-api-key"] : []),
    CONNECT_HEADER,
  ];
}

function redaction(
  { resource, hiddenHeaders, unreadRedaction }: WebAclLogging,
  api: ApiFacts,
): readonly Finding[] {
  const shown = credentialHeaders(api).filter((header) => !hiddenHeaders.has(header));
  if (shown.length === 0) {
    return [];
  }
  const found =
    unreadRedaction === undefined
      ? `the log shows credentials: ${shown.join(", ")} ${shown.length > 1 ? "are" : "is"} not redacted`
      : `whether ${shown.join(", ")} ${shown.length > 1 ? "are" : "is"} redacted: ${undecided(unreadRedaction)}`;
  return [
    {
      resource,
      found,
      why: "Whoever may read the log can publish and subscribe with the credentials in it",
      fix: `add ${shown.map((name) => `{ singleHeader: { name: "${name}" } }`).join(", ")} to redactedFields`,
      example: WEB_ACL_LOG_REDACTION,
    },
  ];
}
