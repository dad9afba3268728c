import type { PolicyResource } from "@pulumi/policy";
import type { AssociationFacts } from "./association-facts.ts";
import type { FunctionLogs } from "./function-log-facts.ts";
import { type Handlers, SIDES } from "./handler-facts.ts";
import { possibleTargets } from "./link.ts";
import { propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative } from "./resource-kind.ts";
import type { Roles } from "./role-facts.ts";
import type { UsedApi } from "./used-api.ts";

/** The facts that lead from namespaces to what is behind them. */
interface LeadingFacts {
  readonly namespaces: readonly PolicyResource[];
  readonly index: ResourceIndex;
  readonly handlers: Handlers;
  readonly functionLogs: FunctionLogs;
  readonly roles: Roles;
  usedApis(): readonly UsedApi[];
  associationsOf(api: PolicyResource): readonly AssociationFacts[];
}

/**
 * The resources that a stack's channel namespaces lead to, the namespaces included: APIs, web ACLs,
 * data sources, functions, authorizers, the roles and policies of these, log groups, and the tables
 * that the functions use. Where a link cannot be decided, everything it may lead to counts.
 */
export function behindNamespaces(facts: LeadingFacts): ReadonlySet<PolicyResource> {
  const found = new Set<PolicyResource>(facts.namespaces);
  const add = (resources: readonly PolicyResource[]) => {
    for (const resource of resources) {
      found.add(resource);
    }
  };
  const functions = new Set<PolicyResource>(facts.handlers.reached);
  const { roles } = facts;
  const ofRoles: PolicyResource[] = [];
  for (const { api } of facts.usedApis()) {
    add([api.resource, ...api.logGroups.certain, ...api.logGroups.possible]);
    for (const one of authorizers(facts, api.resource)) {
      functions.add(one);
    }
    ofRoles.push(...facts.index.dependenciesOf(api.resource, "eventConfig", "role"));
    for (const { resource, acl } of facts.associationsOf(api.resource)) {
      add([resource, ...possibleTargets(acl)]);
    }
  }
  for (const source of sourcesOf(facts)) {
    found.add(source);
    ofRoles.push(...roles.namedIn(propertiesOf(source).at("serviceRoleArn")));
  }
  add(aclLogGroups(facts, found));
  for (const one of functions) {
    found.add(one);
    const logs = facts.functionLogs.of(one);
    if (logs.state === "known") {
      add(logs.value);
    }
    ofRoles.push(...roles.namedIn(propertiesOf(one).at("role")));
    add(facts.index.dependenciesOf(one, "environment", "table"));
  }
  for (const role of ofRoles) {
    add([role, ...roles.grantsOf(role)]);
    for (const policy of roles.grantsOf(role)) {
      const document = isNative(policy.type) ? "policyDocument" : "policy";
      add(facts.index.dependenciesOf(policy, document, "table"));
    }
  }
  if (facts.namespaces.length > 0) {
    add(roles.unplaced);
  }
  return found;
}

function sourcesOf({ handlers, namespaces }: LeadingFacts): PolicyResource[] {
  return namespaces.flatMap((namespace) =>
    SIDES.flatMap((side) => possibleTargets(handlers.dataSource(namespace, side))),
  );
}

/** Functions that decide who may connect (`lambdaAuthorizerConfig` of the API). */
function authorizers({ handlers, index }: LeadingFacts, api: PolicyResource): PolicyResource[] {
  const providers = propertiesOf(api).at("eventConfig", "authProviders").items();
  if (providers.state === "unknown") {
    return [...index.dependenciesOf(api, "eventConfig", "function")];
  }
  if (providers.state === "absent") {
    return [];
  }
  return providers.value.flatMap((provider) =>
    possibleTargets(
      handlers.functionNamedIn(provider.at("lambdaAuthorizerConfig", "authorizerUri")),
    ),
  );
}

/** The log groups that logging configurations of the given web ACLs were made from. */
function aclLogGroups(
  { index }: LeadingFacts,
  acls: ReadonlySet<PolicyResource>,
): PolicyResource[] {
  return index
    .ofKind("webAclLogging")
    .filter((logging) =>
      index.dependenciesOf(logging, "resourceArn", "webAcl").some((acl) => acls.has(acl)),
    )
    .flatMap((logging) => [...index.dependenciesOf(logging, "logDestinationConfigs", "logGroup")]);
}
