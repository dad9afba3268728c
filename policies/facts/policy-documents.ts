import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative } from "./resource-kind.ts";

/** Every IAM policy document of a stack, as the property that holds it. */
export function policyDocuments(index: ResourceIndex): readonly Property[] {
  return [
    ...index.ofKind("rolePolicy").map(ownDocument),
    ...index.ofKind("policy").map(ownDocument),
    ...index.ofKind("role").flatMap(documentsOfRole),
  ];
}

function ownDocument(resource: PolicyResource): Property {
  return propertiesOf(resource).at(isNative(resource.type) ? "policyDocument" : "policy");
}

function documentsOfRole(role: PolicyResource): Property[] {
  const properties = propertiesOf(role);
  const native = isNative(role.type);
  const trust = properties.at(native ? "assumeRolePolicyDocument" : "assumeRolePolicy");
  const inline = properties.at(native ? "policies" : "inlinePolicies");
  const items = inline.items();
  if (items.state === "absent") {
    return [trust];
  }
  if (items.state === "unknown") {
    return [trust, inline];
  }
  const name = native ? "policyDocument" : "policy";
  return [trust, ...items.value.map((item) => item.at(name))];
}
