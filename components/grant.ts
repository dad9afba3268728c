import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "./policy-documents.ts";

/**
 * Who may be granted something: an `EventHandler`, a `LambdaAuthorizer`, or any role with a name for
 * it, such as `{ name: "reports", role }`.
 */
export interface Grantee {
  /** Tells the grants of one resource apart. */
  readonly name: string;
  readonly role: aws.iam.Role;
}

/**
 * Lets a role do what statements say, by a policy of its own on the role.
 *
 * @param parent The component whose resource is granted.
 * @param name The resource and what is granted, as `orders-read`.
 */
export function grant(
  parent: pulumi.Resource,
  name: string,
  grantee: Grantee,
  statements: readonly PolicyStatement[],
): aws.iam.RolePolicy {
  return new aws.iam.RolePolicy(
    `${name}-${grantee.name}`,
    { role: grantee.role.id, policy: policyDocument(statements) },
    { parent },
  );
}
