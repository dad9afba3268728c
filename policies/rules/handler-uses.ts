import type { PolicyResource } from "@pulumi/policy";
import { asset } from "@pulumi/pulumi";
import { ATTESTATION_FILE } from "../facts/function-package.ts";
import { SIDES, type Side } from "../facts/handler-facts.ts";
import { possibleTargets } from "../facts/link.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { requestResponse } from "../fixes/handlers.ts";
import type { Finding } from "../rule.ts";

/** What a function is used for: the namespaces it answers, and the data sources that lead to it. */
export interface HandlerUse {
  readonly namespaces: readonly PolicyResource[];
  readonly sources: readonly PolicyResource[];
}

/** The functions that namespaces lead to, or may lead to, with what they are used for. */
export function handlerUses(facts: StackFacts): ReadonlyMap<PolicyResource, HandlerUse> {
  const uses = new Map<
    PolicyResource,
    { namespaces: Set<PolicyResource>; sources: Set<PolicyResource> }
  >();
  for (const namespace of facts.namespaces) {
    const waitedFor = SIDES.filter((side) => isWaitedFor(namespace, side));
    const links = waitedFor.map((side) => facts.handlers.dataSource(namespace, side));
    for (const source of links.flatMap(possibleTargets)) {
      for (const lambda of possibleTargets(facts.handlers.function(source))) {
        const use = uses.get(lambda) ?? { namespaces: new Set(), sources: new Set() };
        uses.set(lambda, use);
        use.namespaces.add(namespace);
        use.sources.add(source);
      }
    }
  }
  return new Map(
    [...uses].map(([lambda, { namespaces, sources }]) => [
      lambda,
      { namespaces: [...namespaces], sources: [...sources] },
    ]),
  );
}

/**
 * Whether AppSync waits for the function's answer. One that is called by EVENT validates nothing
 * whatever its code is; where that is allowed is what namespace-request-response decides.
 */
function isWaitedFor(namespace: PolicyResource, side: Side): boolean {
  const integration = propertiesOf(namespace).at("handlerConfigs", side, "integration");
  const invokeType = integration.at("lambdaConfig", "invokeType").text();
  return invokeType.state !== "known" || invokeType.value !== "EVENT";
}

/** Every function that a namespace leads to, or may lead to, waited for or not. */
function calledBy(facts: StackFacts) {
  return (namespace: PolicyResource): PolicyResource[] =>
    SIDES.map((side) => facts.handlers.dataSource(namespace, side))
      .flatMap(possibleTargets)
      .flatMap((source) => possibleTargets(facts.handlers.function(source)));
}

/** Functions that carry an attestation and that no namespace leads to. */
export async function unusedClaims(
  facts: StackFacts,
  uses: ReadonlyMap<PolicyResource, HandlerUse>,
): Promise<Finding[]> {
  if (facts.namespaces.length === 0) {
    return [];
  }
  const called = new Set([...uses.keys(), ...facts.namespaces.flatMap(calledBy(facts))]);
  const unused = facts.index.ofKind("function").filter((resource) => !called.has(resource));
  const claims = await Promise.all(unused.map(carriesAttestation));
  return unused
    .filter((_, at) => claims[at])
    .map((resource) => ({
      resource,
      found: "it is attested to validate events, and no channel namespace invokes it",
      why: "A function that nothing invokes validates nothing, so events may pass unchecked",
      fix: "name its data source in handlerConfigs of its namespace, or remove the function",
      example: requestResponse,
    }));
}

/** Looks at names alone: nobody has to wait until every package of a big stack is read. */
async function carriesAttestation(resource: PolicyResource): Promise<boolean> {
  const properties = propertiesOf(resource);
  if (properties.at("environment", "variables", "EVENT_ATTESTATION").state !== "absent") {
    return true;
  }
  const code = properties.at("code").content();
  if (code.state !== "known" || !asset.Archive.isInstance(code.value)) {
    return false;
  }
  const { assets } = code.value as Partial<asset.AssetArchive>;
  return assets !== undefined && ATTESTATION_FILE in (await assets);
}
