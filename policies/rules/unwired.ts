import type { PolicyResource } from "@pulumi/policy";
import { isKnownAs } from "../facts/fact.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { requestResponse } from "../fixes/handlers.ts";
import type { Finding } from "../rule.ts";

/**
 * Lambda data sources of an API with namespaces that no namespace leads to: someone believes in a
 * guard that nothing calls.
 *
 * @param wired The data sources that some namespace leads to, or may lead to.
 */
export function unwired(facts: StackFacts, wired: ReadonlySet<PolicyResource>): Finding[] {
  if (facts.namespaces.length === 0) {
    return [];
  }
  const used = new Set(facts.usedApis().map(({ api }) => api.resource));
  const sources = facts.index.ofKind("dataSource").filter((source) => {
    const link = facts.apiOf(source);
    const isLambda = isKnownAs(propertiesOf(source).at("type").text(), "AWS_LAMBDA");
    return isLambda && link.state === "linked" && link.targets.some((api) => used.has(api));
  });
  return sources
    .filter((resource) => !wired.has(resource))
    .map((resource) => ({
      resource,
      found: "no channel namespace uses this data source",
      why: "A function that nothing invokes validates nothing, so events may pass unchecked",
      fix: "name it in handlerConfigs of its namespace, or remove it",
      example: requestResponse,
    }));
}
