import type { PolicyResource } from "@pulumi/policy";
import type { Link } from "./link.ts";

/** A web ACL association, by the API it protects. */
export interface AssociationFacts {
  readonly resource: PolicyResource;
  readonly acl: Link;
}
