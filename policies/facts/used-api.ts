import type { PolicyResource } from "@pulumi/policy";
import type { ApiFacts } from "./api-facts.ts";
import { isKnownAs } from "./fact.ts";
import { propertiesOf } from "./property.ts";

/** An API that at least one channel namespace of the stack belongs to. */
export interface UsedApi {
  readonly api: ApiFacts;
  readonly namespaces: readonly PolicyResource[];
}

/** The namespace of an API that a stage's settings call by this name. */
export function namespaceNamed({ namespaces }: UsedApi, name: string): PolicyResource | undefined {
  return namespaces.find(
    (namespace) =>
      namespace.name === name || isKnownAs(propertiesOf(namespace).at("name").text(), name),
  );
}
