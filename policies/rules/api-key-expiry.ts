import type { PolicyResource } from "@pulumi/policy";
import { append } from "../facts/append.ts";
import { type Fact, known, unknown } from "../facts/fact.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { OVERLAPPING_KEYS } from "../fixes/access.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { LITERAL, namesOf, undecided } from "./wording.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Keys end, but not all of an API's keys end before somebody could replace them. */
export const apiKeyExpiry = defineRule({
  name: "api-key-expiry",
  description: "API keys expire within bounds, and an API always has one that lasts.",
  severity: "medium",
  framework: wellArchitected("SEC02-BP05"),
  tags: ["AppSync", "Identity", "Well-Architected: Security"],
  level: "mandatory",
  settings: {
    maximumDays: {
      type: "integer",
      minimum: 1,
      maximum: 365,
      default: 200,
      description: "The longest that a key may still live; AWS allows 365 days",
    },
    minimumDays: {
      type: "integer",
      minimum: 0,
      default: 7,
      description: "How long the longest-lived key of an API must still live",
    },
  },
  remediation:
    "Give every API key an `expires` within the bounds and overlap an old key with its successor.",
  check: ({ facts, now, settings }) => {
    const keys = facts.index.ofKind("apiKey").filter((key) => !isOfGraphqlApi(facts, key));
    const ends = new Map(keys.map((key) => [key, expiryOf(key)]));
    const single = keys.flatMap((key) => bounds(key, ends.get(key), now, settings.maximumDays));
    return single.length > 0 ? single : successors(facts, ends, now, settings.minimumDays);
  },
});

/** A GraphQL API has keys of the same type, which are not this pack's business. */
function isOfGraphqlApi(facts: StackFacts, key: PolicyResource): boolean {
  return (
    facts.apiOf(key).state !== "linked" &&
    facts.index.dependenciesOf(key, "apiId", "graphqlApi").length > 0
  );
}

/** `expires` is a date in the `aws` provider and seconds since 1970 in AWS's own API. */
function expiryOf(key: PolicyResource): Fact<number> {
  const expires = propertiesOf(key).at("expires");
  const seconds = expires.number();
  if (seconds.state === "known") {
    return known(seconds.value * 1000);
  }
  const text = expires.text();
  if (text.state !== "known") {
    return text;
  }
  const moment = Date.parse(text.value);
  return Number.isNaN(moment) ? unknown(expires.path) : known(moment);
}

function bounds(
  key: PolicyResource,
  ends: Fact<number> | undefined,
  now: Date,
  maximumDays: number,
): Finding[] {
  const why = "An API key works for whoever holds a copy, for as long as it lives";
  const fix = `set expires to a date at most ${maximumDays} days from today`;
  const example = OVERLAPPING_KEYS;
  const finding = (found: string, how = fix): Finding => ({
    resource: key,
    found,
    why,
    fix: how,
    example,
  });
  if (ends === undefined || ends.state === "absent") {
    return [finding("expires is not set, so AWS ends the key after 7 days")];
  }
  if (ends.state === "unknown") {
    return [finding(undecided(ends.property), LITERAL)];
  }
  const days = (ends.value - now.valueOf()) / DAY;
  if (days <= 0) {
    return [finding("the key has expired", "remove it, or replace it with a new key")];
  }
  return days > maximumDays
    ? [
        {
          ...finding(
            `the key expires in ${Math.ceil(days)} days; at most ${maximumDays} are allowed`,
          ),
          id: "the key lives for too long",
        },
      ]
    : [];
}

function successors(
  facts: StackFacts,
  ends: ReadonlyMap<PolicyResource, Fact<number>>,
  now: Date,
  minimumDays: number,
): Finding[] {
  const byApi = new Map<PolicyResource, { key: PolicyResource; days: number }[]>();
  for (const [key, end] of ends) {
    const link = facts.apiOf(key);
    const days = end.state === "known" ? (end.value - now.valueOf()) / DAY : 0;
    const groups = link.state === "linked" ? link.targets : [key];
    for (const group of groups) {
      append(byApi, group, { key, days });
    }
  }
  return [...byApi].flatMap(([api, keys]) => {
    const most = Math.max(...keys.map(({ days }) => days));
    if (most >= minimumDays) {
      return [];
    }
    return {
      resource: api,
      found: `all its API keys (${namesOf(keys.map(({ key }) => key))}) expire within ${Math.ceil(most)} days`,
      id: "all its keys end soon",
      why: "Clients that know only these keys are locked out when the last of them expires",
      fix: `add a key that expires in ${minimumDays} days or more`,
      example: OVERLAPPING_KEYS,
    };
  });
}
