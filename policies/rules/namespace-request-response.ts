import type { PolicyResource } from "@pulumi/policy";
import { SIDES, type Side } from "../facts/handler-facts.ts";
import { type Link, possibleTargets } from "../facts/link.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { requestResponse } from "../fixes/handlers.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { handlerFunction } from "./handler-function.ts";
import { inboundOnly, outboundOnly, shapeOf, shapes, unusedShapes } from "./namespace-shapes.ts";
import { unwired } from "./unwired.ts";
import { LITERAL, printable, undecided } from "./wording.ts";

/** Every event is answered by a validating Lambda function before anyone receives it. */
export const namespaceRequestResponse = defineRule({
  name: "namespace-request-response",
  description: "Publish and subscribe of a channel namespace wait for a Lambda function.",
  severity: "critical",
  framework: wellArchitected("SEC01-BP07"),
  tags: ["AppSync", "Lambda", "Well-Architected: Security"],
  level: "mandatory",
  settings: { shapes },
  remediation:
    "Give handlerConfigs.onPublish and handlerConfigs.onSubscribe behavior DIRECT and invokeType " +
    "REQUEST_RESPONSE, with a Lambda data source of the same API that leads to a function of the " +
    "stack.",
  check: async ({ facts, settings }) => {
    const wired = new Set<PolicyResource>();
    const findings: Finding[] = unusedShapes(facts, settings.shapes);
    for (const namespace of facts.namespaces) {
      const side = (one: Side) => [
        ...mode(namespace, one),
        ...target(facts, namespace, one, wired),
      ];
      const shape = shapeOf(namespace, settings.shapes);
      if (shape === undefined) {
        findings.push(...SIDES.flatMap(side));
      } else if (shape === "outbound-only") {
        findings.push(...(await outboundOnly(facts, namespace, () => side("onSubscribe"))));
      } else {
        findings.push(...(await inboundOnly(facts, namespace, wired)));
      }
    }
    return dedupe([...findings, ...unwired(facts, wired)]);
  },
});

/** The behaviour and the invocation type of one side. */
function mode(namespace: PolicyResource, side: Side): Finding[] {
  const handler = propertiesOf(namespace).at("handlerConfigs", side);
  if (handler.state === "absent") {
    const found = `handlerConfigs.${side} is missing`;
    return [missing(namespace, side, found)];
  }
  return [
    ...word(namespace, side, ["behavior"], "DIRECT", ["DIRECT", "CODE"]),
    ...word(
      namespace,
      side,
      ["integration", "lambdaConfig", "invokeType"],
      "REQUEST_RESPONSE",
      ["REQUEST_RESPONSE", "EVENT"],
      // What AppSync takes a DIRECT integration for that does not say (AppSync guide, "Direct Lambda
      // integrations").
      "REQUEST_RESPONSE",
    ),
  ];
}

function word(
  namespace: PolicyResource,
  side: Side,
  keys: readonly string[],
  wanted: string,
  words: readonly string[],
  byDefault?: string,
): Finding[] {
  const property = propertiesOf(namespace).at("handlerConfigs", side, ...keys);
  const value = property.text();
  if (value.state === "known" && value.value === wanted) {
    return [];
  }
  if (value.state === "absent" && byDefault === wanted) {
    return [];
  }
  if (value.state === "unknown") {
    return [{ ...missing(namespace, side, undecided(value.property)), fix: LITERAL }];
  }
  const found =
    value.state === "known"
      ? `${property.path} is ${printable(value.value, words)}`
      : `${property.path} is not set`;
  return [{ ...missing(namespace, side, found), fix: `set ${property.path} to "${wanted}"` }];
}

/** The data source and the function that one side leads to. */
function target(
  facts: StackFacts,
  namespace: PolicyResource,
  side: Side,
  wired: Set<PolicyResource>,
): Finding[] {
  if (propertiesOf(namespace).at("handlerConfigs", side).state === "absent") {
    return [];
  }
  const link = facts.handlers.dataSource(namespace, side);
  for (const source of possibleTargets(link)) {
    wired.add(source);
  }
  const sources = possibleTargets(link);
  if (sources.length === 0) {
    return [noDataSource(namespace, side, link)];
  }
  return sources.flatMap((source) => handlerFunction(facts, source, wired));
}

function noDataSource(namespace: PolicyResource, side: Side, link: Link): Finding {
  const path = `handlerConfigs.${side}.integration.dataSourceName`;
  const found =
    link.state === "absent"
      ? `${path} is not set`
      : link.state === "elsewhere"
        ? `${path} names no data source of the namespace's API in this stack`
        : undecided(path);
  const vouchable =
    link.state === "elsewhere"
      ? { elsewhere: { kind: "dataSource", names: [link.value] } as const }
      : {};
  return { ...missing(namespace, side, found), ...vouchable };
}

function bypassed(side: Side): string {
  return side === "onPublish"
    ? "Events reach subscribers without any function having validated them"
    : "Anyone who may connect can subscribe to every channel of the namespace";
}

function missing(namespace: PolicyResource, side: Side, found: string): Finding {
  return {
    resource: namespace,
    found,
    why: bypassed(side),
    fix: `set handlerConfigs.${side} to a DIRECT integration with a Lambda data source of the same API`,
    example: requestResponse,
  };
}

/** Both sides often share a data source and a function: its faults are told once. */
function dedupe(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.resource.urn} ${one.found}`, one])).values()];
}
