import type { PolicyResource } from "@pulumi/policy";
import type { Fact } from "./fact.ts";
import { absent, known } from "./fact.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { StackFacts } from "./stack-facts.ts";

/** The authorization modes of one side of a namespace: its own, or else those that its API gives. */
export function authModesOf(
  facts: StackFacts,
  namespace: PolicyResource,
  side: "publish" | "subscribe",
): Fact<readonly string[]> {
  const own = propertiesOf(namespace).at(`${side}AuthModes`);
  const items = own.items();
  if (items.state === "unknown") {
    return items;
  }
  if (items.state === "known" && items.value.length > 0) {
    return typesOf(own);
  }
  const api = facts.apiOf(namespace);
  // What an API of another stack gives its namespaces cannot be seen from here.
  if (api.state !== "linked") {
    return absent(own.path);
  }
  const given = side === "publish" ? "defaultPublishAuthModes" : "defaultSubscribeAuthModes";
  return typesOf(propertiesOf(api.targets[0]).at("eventConfig", given));
}

function typesOf(list: Property): Fact<readonly string[]> {
  const items = list.items();
  if (items.state !== "known") {
    return items;
  }
  const types: string[] = [];
  for (const item of items.value) {
    const type = item.at("authType").text();
    if (type.state !== "known") {
      return type;
    }
    types.push(type.value);
  }
  return known(types);
}
