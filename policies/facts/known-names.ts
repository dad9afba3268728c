import type { PolicyResource } from "@pulumi/policy";
import { propertiesOf } from "./property.ts";

/** Where either provider keeps what others call a resource by. */
const NAMING = ["arn", "apiArn", "apiId", "id", "name", "logGroupName", "functionName"];

/** What a resource is called, as far as it is known: ARN, id and name in AWS, name and URN in Pulumi. */
export function knownNames(resource: PolicyResource): readonly string[] {
  const given = NAMING.flatMap((key) => {
    const text = propertiesOf(resource).at(key).text();
    return text.state === "known" && text.value !== "" ? [text.value] : [];
  });
  return [...new Set([resource.name, resource.urn, ...given])];
}
