import type { PolicyResource } from "@pulumi/policy";
import { keepsBlocked, type LoggingCondition, type LoggingFilter } from "../waf/logging-filter.ts";
import { anyCase } from "./any-case.ts";
import { absent, type Fact, known, unknown } from "./fact.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { type LogDestination, logDestinations } from "./web-acl-log-destination.ts";

/** What a logging configuration of a web ACL keeps, where, and what it leaves out. */
export interface WebAclLogging {
  readonly resource: PolicyResource;
  /** Absent when it names none. */
  readonly destinations: Fact<readonly LogDestination[]>;
  /** Whether the record of a request that was blocked is kept. */
  readonly keepsBlocked: Fact<boolean>;
  /** Names of the headers, in lower case, whose values do not reach the log. */
  readonly hiddenHeaders: ReadonlySet<string>;
  /** The first part of the redaction that cannot be read, which may hide more. */
  readonly unreadRedaction: string | undefined;
}

/** @param acl The web ACL, whose own data protection hides fields from its log as well. */
export function webAclLogging(
  index: ResourceIndex,
  resource: PolicyResource,
  acl: Property,
): WebAclLogging {
  const properties = propertiesOf(resource);
  const redacted = redactedHeaders(properties);
  const protections = acl.at("dataProtectionConfig", "dataProtections");
  const hidden = headersIn(protections, protectedHeaders);
  return {
    resource,
    destinations: destinationsOf(index, properties.at("logDestinationConfigs"), acl.resource),
    keepsBlocked: filterKeeps(properties.at("loggingFilter")),
    hiddenHeaders: new Set([...redacted.names, ...hidden.names]),
    unreadRedaction: redacted.unread ?? hidden.unread,
  };
}

/**
 * Returns the headers, in lower case, that a logging configuration redacts, and the first part of its
 * redaction that cannot be read.
 */
export function redactedHeaders(configuration: Property): ReturnType<typeof headersIn> {
  return headersIn(configuration.at("redactedFields"), (field) => [
    anyCase(field, "singleHeader", "name"),
  ]);
}

function destinationsOf(
  index: ResourceIndex,
  list: Property,
  acl: PolicyResource,
): Fact<readonly LogDestination[]> {
  const items = list.items();
  if (items.state === "known") {
    return items.value.length === 0
      ? absent(list.path)
      : known(items.value.flatMap((item) => logDestinations(index, item, acl)));
  }
  return items.state === "absent" ? items : known(logDestinations(index, list, acl));
}

/** `singleHeader` fields of a web ACL's data protection, which replaces or hashes their values. */
function protectedHeaders(protection: Property): readonly Property[] {
  const field = anyCase(protection, "field");
  const type = anyCase(field, "fieldType").text();
  if (type.state !== "known" || type.value !== "SINGLE_HEADER") {
    return [];
  }
  const keys = anyCase(field, "fieldKeys").items();
  return keys.state === "known" ? keys.value : [];
}

function headersIn(
  list: Property,
  headersOf: (item: Property) => readonly Property[],
): { readonly names: readonly string[]; readonly unread: string | undefined } {
  const items = list.items();
  if (items.state === "absent") {
    return { names: [], unread: undefined };
  }
  if (items.state === "unknown") {
    return { names: [], unread: items.property };
  }
  const texts = items.value.flatMap(headersOf).map((header) => header.text());
  return {
    names: texts.flatMap((text) => (text.state === "known" ? [text.value.toLowerCase()] : [])),
    unread: texts.find((text) => text.state === "unknown")?.property,
  };
}

function filterKeeps(filter: Property): Fact<boolean> {
  if (filter.state === "absent") {
    return known(true);
  }
  const behavior = anyCase(filter, "defaultBehavior").text();
  // AWS refuses a filter without a default; the log then has none.
  if (behavior.state === "absent") {
    return known(true);
  }
  if (behavior.state === "unknown") {
    return behavior;
  }
  const items = anyCase(filter, "filters").items();
  if (items.state === "unknown") {
    return items;
  }
  const filters = items.state === "known" ? items.value.map(readFilter) : [];
  const open = filters.find((one) => one.state !== "known");
  if (open !== undefined) {
    return unknown(open.property);
  }
  const read = filters.flatMap((one) => (one.state === "known" ? [one.value] : []));
  return known(keepsBlocked(read, behavior.value));
}

function readFilter(filter: Property): Fact<LoggingFilter> {
  const behavior = anyCase(filter, "behavior").text();
  const requirement = anyCase(filter, "requirement").text();
  const conditions = anyCase(filter, "conditions").items();
  if (behavior.state !== "known") {
    return behavior;
  }
  if (requirement.state === "unknown") {
    return requirement;
  }
  if (conditions.state === "unknown") {
    return conditions;
  }
  const read: LoggingCondition[] = [];
  for (const condition of conditions.state === "known" ? conditions.value : []) {
    const action = anyCase(condition, "actionCondition", "action").text();
    const label = anyCase(condition, "labelNameCondition", "labelName").text();
    if (action.state === "known") {
      read.push({ action: action.value });
    } else if (action.state === "unknown") {
      return action;
    } else if (label.state === "known") {
      read.push({ label: label.value });
    }
    // Which label it is makes no difference to a record that has none.
    else {
      read.push({ label: condition.path });
    }
  }
  const all = requirement.state === "absent" ? "MEETS_ALL" : requirement.value;
  return known({ behavior: behavior.value, requirement: all, conditions: read });
}
