import type { PolicyResource } from "@pulumi/policy";
import { authModesOf } from "../facts/auth-modes.ts";
import { readCodeHandlers } from "../facts/code-handlers.ts";
import { isKnownAs } from "../facts/fact.ts";
import { possibleTargets } from "../facts/link.ts";
import { propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import type { FixExample } from "../fix-example.ts";
import {
  INBOUND_ONLY_NAMESPACE,
  NAMED_SHAPES,
  OUTBOUND_ONLY_NAMESPACE,
} from "../fixes/handlers.ts";
import type { Finding } from "../rule.ts";
import { undecided } from "./wording.ts";

const SHAPE_NAMES = ["outbound-only", "inbound-only"] as const;
export type Shape = (typeof SHAPE_NAMES)[number];

/** The setting that allows a shape, by the name of the namespace. */
export const shapes = {
  type: "object",
  additionalProperties: { enum: SHAPE_NAMES },
  default: {},
  description:
    "Namespaces, by name or URN, that may do without REQUEST_RESPONSE because of their shape: " +
    "outbound-only or inbound-only",
} as const;

/** What a shape asks for, or undefined when it is met; `found` says what was found instead. */
type Broken = string | undefined;

/** Modes that decide for each channel who may subscribe: a policy of IAM, or a function. */
const PER_CHANNEL = ["AWS_IAM", "AWS_LAMBDA"];

/** The shape that the settings allow a namespace. */
export function shapeOf(
  namespace: PolicyResource,
  allowed: Readonly<Record<string, Shape>>,
): Shape | undefined {
  const name = propertiesOf(namespace).at("name").text();
  const names = [namespace.urn, namespace.name, ...(name.state === "known" ? [name.value] : [])];
  const key = names.find((one) => Object.hasOwn(allowed, one));
  return key === undefined ? undefined : allowed[key];
}

/** Names in the setting that no namespace of the stack has: a shape that nobody takes, or a typo. */
export function unusedShapes(
  facts: StackFacts,
  allowed: Readonly<Record<string, Shape>>,
): Finding[] {
  const used = new Set(
    facts.namespaces.flatMap((namespace) => {
      const name = propertiesOf(namespace).at("name").text();
      return [namespace.urn, namespace.name, ...(name.state === "known" ? [name.value] : [])];
    }),
  );
  const resource =
    facts.index.resources.find(({ type }) => type === "pulumi:pulumi:Stack") ??
    facts.index.resources[0];
  if (resource === undefined) {
    return [];
  }
  return Object.keys(allowed)
    .filter((name) => !used.has(name))
    .map((name) => ({
      resource,
      found: `the setting shapes names "${name}", and no namespace of the stack is called that`,
      why: "A namespace that gets this name later would be let off without anyone having decided so",
      fix: "remove the name from shapes of namespace-request-response, or correct it",
      example: NAMED_SHAPES,
    }));
}

/** Servers publish with IAM alone, so what they send is trusted; who subscribes is decided. */
export async function outboundOnly(
  facts: StackFacts,
  namespace: PolicyResource,
  subscribeFindings: () => readonly Finding[],
): Promise<readonly Finding[]> {
  const properties = propertiesOf(namespace);
  const broken = [publishesWithIam(facts, namespace), await noOnPublish(namespace)];
  const hasHandler = properties.at("handlerConfigs", "onSubscribe").state !== "absent";
  const guard = hasHandler
    ? "a function that answers every subscribe"
    : "modes that decide for each channel";
  if (!hasHandler) {
    broken.push(subscribesByChannel(facts, namespace));
  }
  const found = `servers publish with AWS_IAM alone, and subscribing is guarded by ${guard}`;
  return [
    ...judged(namespace, "outbound-only", broken, found),
    ...(hasHandler ? subscribeFindings() : []),
  ];
}

/** Clients publish to a function, and nobody may subscribe, so nothing is broadcast. */
export async function inboundOnly(
  facts: StackFacts,
  namespace: PolicyResource,
  wired: Set<PolicyResource>,
): Promise<readonly Finding[]> {
  const broken = [publishesToFunction(facts, namespace, wired), await refusesSubscribe(namespace)];
  const found = "events go to a Lambda function, and its code refuses every subscribe";
  return judged(namespace, "inbound-only", broken, found);
}

const exampleOf: Readonly<Record<Shape, FixExample>> = {
  "outbound-only": OUTBOUND_ONLY_NAMESPACE,
  "inbound-only": INBOUND_ONLY_NAMESPACE,
};

function judged(
  resource: PolicyResource,
  shape: Shape,
  conditions: readonly Broken[],
  held: string,
): Finding[] {
  const broken = conditions.filter((one) => one !== undefined);
  const fix = `meet the conditions of ${shape}, or remove the namespace from shapes`;
  if (broken.length > 0) {
    return broken.map((condition) => ({
      resource,
      found: `the setting shapes says it is ${shape}, but ${condition}`,
      why: "Unless every condition of its shape holds, events reach subscribers unvalidated",
      fix,
      example: exampleOf[shape],
    }));
  }
  const why = "The setting shapes of namespace-request-response allows it";
  return [{ resource, found: `it is ${shape}: ${held}`, why, fix: "none is needed", note: true }];
}

function publishesWithIam(facts: StackFacts, namespace: PolicyResource): Broken {
  const modes = authModesOf(facts, namespace, "publish");
  if (modes.state === "unknown") {
    return undecided(modes.property);
  }
  if (modes.state === "absent") {
    return "publishAuthModes is not set, nor seen on its API";
  }
  const alone = modes.value.length > 0 && modes.value.every((mode) => mode === "AWS_IAM");
  return alone ? undefined : "others than AWS_IAM may publish";
}

async function noOnPublish(namespace: PolicyResource): Promise<Broken> {
  const properties = propertiesOf(namespace);
  const handler = properties.at("handlerConfigs", "onPublish");
  if (handler.state === "unknown") {
    return undecided(handler.path);
  }
  if (handler.state === "known") {
    return "it has handlerConfigs.onPublish";
  }
  const code = properties.at("codeHandlers").text();
  if (code.state === "unknown") {
    return undecided(code.property);
  }
  if (code.state === "absent") {
    return undefined;
  }
  const read = await readCodeHandlers(code.value);
  return read?.hasOnPublish === false ? undefined : "codeHandlers may hold an onPublish";
}

function subscribesByChannel(facts: StackFacts, namespace: PolicyResource): Broken {
  const modes = authModesOf(facts, namespace, "subscribe");
  if (modes.state === "unknown") {
    return undecided(modes.property);
  }
  const guarded =
    modes.state === "known" &&
    modes.value.length > 0 &&
    modes.value.every((mode) => PER_CHANNEL.includes(mode));
  return guarded
    ? undefined
    : "handlerConfigs.onSubscribe is missing and subscribeAuthModes holds others than " +
        PER_CHANNEL.join(" and ");
}

function publishesToFunction(
  facts: StackFacts,
  namespace: PolicyResource,
  wired: Set<PolicyResource>,
): Broken {
  const handler = propertiesOf(namespace).at("handlerConfigs", "onPublish");
  if (handler.state === "absent") {
    return "handlerConfigs.onPublish is missing";
  }
  const behavior = handler.at("behavior").text();
  if (behavior.state === "unknown") {
    return undecided(behavior.property);
  }
  if (!isKnownAs(behavior, "DIRECT")) {
    return `${handler.path}.behavior is not DIRECT`;
  }
  const sources = possibleTargets(facts.handlers.dataSource(namespace, "onPublish"));
  const functions = sources
    .filter((source) => isKnownAs(propertiesOf(source).at("type").text(), "AWS_LAMBDA"))
    .flatMap((source) => possibleTargets(facts.handlers.function(source)));
  for (const one of [...sources, ...functions]) {
    wired.add(one);
  }
  return functions.length > 0
    ? undefined
    : `${handler.path} leads to no data source with a Lambda function of this stack`;
}

async function refusesSubscribe(namespace: PolicyResource): Promise<Broken> {
  const properties = propertiesOf(namespace);
  const handler = properties.at("handlerConfigs", "onSubscribe");
  if (handler.state !== "absent") {
    const behavior = handler.at("behavior").text();
    if (behavior.state === "unknown") {
      return undecided(behavior.property);
    }
    if (!isKnownAs(behavior, "CODE")) {
      return `${handler.path}.behavior is not CODE`;
    }
  }
  const code = properties.at("codeHandlers").text();
  if (code.state === "unknown") {
    return undecided(code.property);
  }
  if (code.state === "absent") {
    return "codeHandlers is not set, so nothing refuses a subscribe";
  }
  const read = await readCodeHandlers(code.value);
  if (read === undefined) {
    return "codeHandlers is not a JavaScript module";
  }
  return read.refusesSubscribe
    ? undefined
    : "onSubscribe in codeHandlers does not call util.unauthorized() before all else";
}
