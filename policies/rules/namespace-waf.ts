import type { PolicyResource } from "@pulumi/policy";
import { QUOTAS } from "../../pricing/quotas.ts";
import type { ApiFacts } from "../facts/api-facts.ts";
import type { AssociationFacts } from "../facts/association-facts.ts";
import { knownNames } from "../facts/known-names.ts";
import { difference, placeOf } from "../facts/place.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import type { UsedApi } from "../facts/used-api.ts";
import type { WebAclFacts } from "../facts/web-acl-facts.ts";
import { BLOCKING_RULE, REGIONAL_WEB_ACL, WEB_ACL_ASSOCIATION } from "../fixes/web-acl.ts";
import { securityHub } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { whatBlocks } from "../waf/verdict.ts";
import { apiNotFound } from "./api-not-found.ts";
import { webAclLog } from "./web-acl-log.ts";
import { namesOf, printable, undecided } from "./wording.ts";

/** Every channel namespace belongs to an API behind a web ACL that can block and that logs. */
export const namespaceWaf = defineRule({
  name: "namespace-waf",
  description: "A channel namespace's API has a regional web ACL that can block, and that logs.",
  severity: "critical",
  framework: securityHub("WAF.10"),
  tags: ["AppSync", "AWS WAF", "Security Hub", "Well-Architected: Security"],
  level: "mandatory",
  settings: {
    requestsPerSecond: {
      type: "number",
      minimum: 1,
      default: Math.max(QUOTAS.connectsPerSecond.limit, QUOTAS.requestTokensPerSecond.limit),
      description:
        "Connects or publish requests a second that the API's quotas let through: a rate limit above it never acts",
    },
  },
  remediation:
    "Associate the API's ARN with a web ACL of scope REGIONAL that blocks by default or by at least " +
    "one rule, and give the ACL a logging configuration that keeps what was blocked and redacts " +
    "credentials.",
  check: ({ facts, settings }) => [
    ...apiNotFound(facts, "web ACL"),
    ...unique(
      facts.usedApis().flatMap((used) => protection(facts, used, settings.requestsPerSecond)),
    ),
  ],
});

/** A web ACL of several APIs is judged once for each, and what is found of it is the same. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(findings.map((each) => [`${each.resource.urn} ${each.found}`, each])).values(),
  ];
}

function protection(
  facts: StackFacts,
  { api, namespaces }: UsedApi,
  requestsPerSecond: number,
): Finding[] {
  const associations = facts.associationsOf(api.resource);
  if (associations.length > 0) {
    return associations.flatMap((association) =>
      associated(association, (acl) => strength(facts.webAcl(acl), api, requestsPerSecond)),
    );
  }
  const unclear = facts.undecidedAssociations;
  const hint =
    unclear.length > 0
      ? `; which API ${namesOf(unclear)} protects is not known until the update`
      : "";
  return [
    {
      resource: api.resource,
      found: `the API is not associated with a web ACL${hint}`,
      why: `Nothing stops a flood of connects and publishes to ${namesOf(namespaces)}, and each is billed`,
      fix: "add a WebAclAssociation of the API's ARN and the web ACL's ARN",
      example: WEB_ACL_ASSOCIATION,
      elsewhere: { kind: "webAclAssociation", names: knownNames(api.resource) },
    },
  ];
}

function associated(
  { resource, acl }: AssociationFacts,
  judge: (acl: PolicyResource) => Finding[],
): Finding[] {
  if (acl.state === "linked") {
    return acl.targets.flatMap(judge);
  }
  const found = {
    absent: "webAclArn is not set",
    elsewhere: "webAclArn names a web ACL that is not in this stack",
    undecided: undecided("webAclArn"),
  }[acl.state];
  return [
    {
      resource,
      found,
      why: "Whether that web ACL blocks anything cannot be seen from this stack",
      fix:
        "pass `acl.arn` of a WebAcl that this stack declares (policies do not see one that `WebAcl.get` " +
        "reads), or list the web ACL in policies:elsewhere with the team that guards it",
      example: WEB_ACL_ASSOCIATION,
      ...(acl.state === "elsewhere"
        ? { elsewhere: { kind: "webAcl", names: [acl.value] } as const }
        : {}),
    },
  ];
}

function strength(acl: WebAclFacts, api: ApiFacts, requestsPerSecond: number): Finding[] {
  return [
    ...scope(acl),
    ...elsewhere(acl, api),
    ...blocking(acl, requestsPerSecond),
    ...webAclLog(acl, api),
  ];
}

/** AWS associates a regional web ACL with APIs of its own account and region alone. */
function elsewhere({ resource }: WebAclFacts, api: ApiFacts): Finding[] {
  const away = difference(placeOf(resource), placeOf(api.resource));
  if (away === undefined) {
    return [];
  }
  return [
    {
      resource,
      found: `the web ACL is in another ${away} than the API`,
      why: `AWS WAF protects nothing in another ${away}`,
      fix: `declare the web ACL in the API's ${away}`,
      example: REGIONAL_WEB_ACL,
    },
  ];
}

function scope({ resource, scope }: WebAclFacts): Finding[] {
  if (scope.state === "known" && scope.value === "REGIONAL") {
    return [];
  }
  const found =
    scope.state === "known"
      ? `scope is ${printable(scope.value, ["CLOUDFRONT", "REGIONAL"])}`
      : scope.state === "absent"
        ? "scope is not set"
        : undecided("scope");
  const why = "Only a regional web ACL can protect an AppSync API";
  return [{ resource, found, why, fix: 'set scope to "REGIONAL"', example: REGIONAL_WEB_ACL }];
}

function blocking({ resource, rules }: WebAclFacts, requestsPerSecond: number): readonly Finding[] {
  const verdict = whatBlocks(rules, requestsPerSecond);
  if (verdict.state === "blocks") {
    return [];
  }
  const found =
    verdict.state === "undecided"
      ? `whether it blocks cannot be decided: ${verdict.problem}`
      : `it cannot block any publish or connect: ${verdict.because}`;
  return [
    {
      resource,
      found,
      why: "A web ACL that blocks nothing lets every flood through to the API, where each request is billed",
      fix:
        "add a rule that blocks before any rule that allows, for example one that limits the rate of each " +
        "IP address",
      example: BLOCKING_RULE,
      ...(verdict.state === "undecided" && verdict.elsewhere !== undefined
        ? { elsewhere: { kind: "ruleGroup", names: [verdict.elsewhere] } as const }
        : {}),
    },
  ];
}
