import { knownNames } from "../facts/known-names.ts";
import type { AssociationFacts, StackFacts } from "../facts/stack-facts.ts";
import type { UsedApi } from "../facts/used-api.ts";
import type { WebAclFacts } from "../facts/web-acl-facts.ts";
import { defineRule, type Finding } from "../rule.ts";
import { apiNotFound } from "./api-not-found.ts";
import { literal, namesOf, printable, undecided } from "./wording.ts";

/** Every channel namespace belongs to an API behind a web ACL that can block and that logs. */
export const namespaceWaf = defineRule({
  name: "namespace-waf",
  description: "A channel namespace's API has a regional web ACL that can block, and that logs.",
  severity: "critical",
  level: "mandatory",
  settings: {},
  remediation:
    "Associate the API's ARN with a web ACL of scope REGIONAL that blocks by default or by at least " +
    "one rule, and give the ACL a logging configuration.",
  check: ({ facts }) => [
    ...apiNotFound(facts, "web ACL"),
    ...facts.usedApis().flatMap((used) => protection(facts, used)),
  ],
});

const protection = (facts: StackFacts, { api, namespaces }: UsedApi): Finding[] => {
  const associations = facts.associationsOf(api.resource);
  if (associations.length > 0) {
    return associations.flatMap((association) => associated(facts, association));
  }
  const unclear = facts.undecidedAssociations;
  const hint =
    unclear.length > 0
      ? `; which API ${namesOf(unclear)} protects cannot be decided before an update`
      : "";
  return [
    {
      resource: api.resource,
      found: `the API is associated with no web ACL${hint}`,
      why: `Anyone can flood ${namesOf(namespaces)} with connects and publishes`,
      fix: "add a WebAclAssociation with resourceArn: api.apiArn and the ACL's ARN",
      elsewhere: { kind: "webAclAssociation", names: knownNames(api.resource) },
    },
  ];
};

const associated = (facts: StackFacts, { resource, acl }: AssociationFacts): Finding[] => {
  if (acl.state === "linked")
    return acl.targets.flatMap((target) => strength(facts.webAcl(target)));
  const found = {
    absent: "webAclArn is not set",
    elsewhere: "webAclArn names a web ACL that is not in this stack",
    undecided: undecided("webAclArn"),
  }[acl.state];
  return [
    {
      resource,
      found,
      why: "Whether that ACL blocks anything cannot be seen from here",
      fix:
        "pass `acl.arn` of a WebAcl that this stack manages, or name the ACL in policies:elsewhere and " +
        "say who looks after it (one that is only read, as `WebAcl.get` does, is not shown to policies)",
      ...(acl.state === "elsewhere"
        ? { elsewhere: { kind: "webAcl", names: [acl.value] } as const }
        : {}),
    },
  ];
};

const strength = (acl: WebAclFacts): Finding[] => [
  ...scope(acl),
  ...blocking(acl),
  ...logging(acl),
];

const scope = ({ resource, scope }: WebAclFacts): Finding[] => {
  if (scope.state === "known" && scope.value === "REGIONAL") return [];
  const found =
    scope.state === "known"
      ? `scope is ${printable(scope.value, ["CLOUDFRONT", "REGIONAL"])}`
      : scope.state === "absent"
        ? "scope is not set"
        : undecided("scope");
  const why = "Only a regional web ACL can protect an AppSync API";
  return [{ resource, found, why, fix: 'set scope to "REGIONAL"' }];
};

const blocking = ({ resource, canBlock }: WebAclFacts): Finding[] => {
  if (canBlock.state === "known" && canBlock.value) return [];
  const why = "A web ACL that only counts lets every request through";
  return canBlock.state === "unknown"
    ? [{ resource, found: `whether it blocks: ${undecided(canBlock.property)}`, why, fix: literal }]
    : [
        {
          resource,
          found: "it allows by default and none of its rules blocks",
          why,
          fix: "give one rule `action: { block: {} }`, or a rule group `overrideAction: { none: {} }`",
        },
      ];
};

const logging = ({ resource, logs }: WebAclFacts): Finding[] => {
  if (logs.state === "known" && logs.value) return [];
  const why = "Without logs nobody can tell an attack from a rule that blocks customers";
  return logs.state === "unknown"
    ? [{ resource, found: `whether it logs: ${undecided(logs.property)}`, why, fix: literal }]
    : [
        {
          resource,
          found: "the web ACL has no logging configuration that keeps logs",
          why,
          fix: "add a WebAclLoggingConfiguration with resourceArn: acl.arn and a destination",
          elsewhere: { kind: "wafLogging", names: knownNames(resource) },
        },
      ];
};
