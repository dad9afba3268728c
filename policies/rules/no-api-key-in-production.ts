import type { PolicyResource } from "@pulumi/policy";
import { ANONYMOUS_AUTH_MODE, AUTH_MODES } from "../../aws-facts/auth-modes.ts";
import { type Property, propertiesOf } from "../facts/property.ts";
import { PERSONAL_MODES } from "../fixes/access.ts";
import { wellArchitected } from "../frameworks.ts";
import { defineRule, type Finding } from "../rule.ts";
import { LITERAL, undecided } from "./wording.ts";

/** Where an API, and a namespace of it, say who may do what. */
const API_LISTS = [
  "authProviders",
  "connectionAuthModes",
  "defaultPublishAuthModes",
  "defaultSubscribeAuthModes",
];
const NAMESPACE_LISTS = ["publishAuthModes", "subscribeAuthModes"];

/** Modes that tell who is acting (AppSync guide, "Configuring authorization"). */
const personal: readonly string[] = AUTH_MODES.filter((mode) => mode !== ANONYMOUS_AUTH_MODE);

const WHY =
  "An API key names nobody and is in every browser that uses it: whoever reads it may publish";

/** Stages are production unless their name says otherwise, so that a new stage is guarded. */
export const noApiKeyInProduction = defineRule({
  name: "no-api-key-in-production",
  description: "No Event API or channel namespace of a production stage accepts API keys.",
  severity: "high",
  framework: wellArchitected("SEC02-BP02"),
  tags: ["AppSync", "Identity", "Well-Architected: Security"],
  level: "mandatory",
  levels: { dev: "disabled", local: "disabled" },
  settings: {},
  remediation:
    "Replace API_KEY by AWS_IAM for servers and by AWS_LAMBDA, AMAZON_COGNITO_USER_POOLS or " +
    "OPENID_CONNECT for people, and remove the API keys.",
  check: ({ facts }) => [
    ...facts.index.ofKind("api").flatMap((api) => {
      const eventConfig = propertiesOf(api).at("eventConfig");
      const isOneValue =
        eventConfig.state === "unknown" &&
        facts.index.dependenciesOf(api, "eventConfig", "role").length > 0;
      return isOneValue ? [undecidedAsAWhole(api)] : accepts(api, API_LISTS, eventConfig);
    }),
    ...facts.namespaces.flatMap((namespace) =>
      accepts(namespace, NAMESPACE_LISTS, propertiesOf(namespace)),
    ),
    ...facts.index.ofKind("apiKey").flatMap((key): Finding[] => {
      const isEventApi = facts.apiOf(key).state === "linked";
      const fix = "remove the key and the mode API_KEY of its API";
      const found = "it is a key of an Event API";
      return isEventApi ? [{ resource: key, found, why: WHY, fix, example: PERSONAL_MODES }] : [];
    }),
  ],
});

/** Keys are resources of their own, so a stack without any opens nothing until this is known. */
function undecidedAsAWhole(api: PolicyResource): Finding {
  return {
    resource: api,
    found: undecided("eventConfig"),
    why: "It comes from one `apply`, and its modes are judged once it is known",
    fix: "build the object itself from literal values, and pass outputs only where a value is one",
    example: PERSONAL_MODES,
    note: true,
  };
}

function accepts(resource: PolicyResource, lists: readonly string[], within: Property): Finding[] {
  const modes = lists.map((list) => modesOf(within.at(list)));
  const withKey = modes.filter((mode) => mode.hasKey).map((mode) => mode.path);
  const open = modes.flatMap((mode) => (mode.unknown === undefined ? [] : [mode.unknown]));
  const fix = `accept only ${personal.join(", ")}`;
  const findings: Finding[] = [];
  if (withKey.length > 0) {
    const found = `API_KEY is accepted by ${withKey.join(", ")}`;
    findings.push({ resource, found, why: WHY, fix, example: PERSONAL_MODES });
  }
  const [first] = open;
  if (first !== undefined) {
    findings.push({
      resource,
      found: undecided(first),
      why: WHY,
      fix: LITERAL,
      example: PERSONAL_MODES,
    });
  }
  return findings;
}

/** Whether a list has a mode that names nobody, and the first of its parts that is unknown. */
function modesOf(list: Property) {
  const { path } = list;
  const items = list.items();
  if (items.state === "absent") {
    return { path, hasKey: false, unknown: undefined };
  }
  if (items.state === "unknown") {
    return { path, hasKey: false, unknown: items.property };
  }
  const types = items.value.map((item) => item.at("authType").text());
  const open = types.find((type) => type.state === "unknown");
  return {
    path,
    hasKey: types.some((type) => type.state === "known" && !personal.includes(type.value)),
    unknown: open?.state === "unknown" ? open.property : undefined,
  };
}
