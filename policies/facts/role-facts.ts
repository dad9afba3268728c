import type { PolicyResource } from "@pulumi/policy";
import { append } from "./append.ts";
import { type Link, LinkTargets, possibleTargets } from "./link.ts";
import { difference, placeOf, placeOfArn } from "./place.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative } from "./resource-kind.ts";

/** The IAM roles of a stack, and what gives each of them permissions. */
export class Roles {
  readonly #index: ResourceIndex;
  readonly #targets: LinkTargets;
  readonly #policies: LinkTargets;
  readonly #grants = new Map<PolicyResource, PolicyResource[]>();
  readonly #unplaced: PolicyResource[] = [];

  constructor(index: ResourceIndex) {
    this.#index = index;
    const values = (keys: readonly string[]) => (resource: PolicyResource) =>
      keys.map((key) => propertiesOf(resource).at(key));
    this.#targets = new LinkTargets(
      index,
      "role",
      values(["arn", "name", "roleName", "id"]),
      nameIn,
    );
    this.#policies = new LinkTargets(index, "policy", values(["arn", "policyArn", "id"]));
    for (const policy of index.ofKind("rolePolicy")) {
      const role = propertiesOf(policy).at(isNative(policy.type) ? "roleName" : "role");
      this.#grant(role, [policy]);
    }
    for (const policy of index.ofKind("policy")) {
      this.#grantAll(policy, [policy]);
    }
    for (const attachment of index.ofKind("policyAttachment")) {
      const arn = propertiesOf(attachment).at("policyArn");
      const given = [attachment, ...possibleTargets(this.#policies.follow(arn))];
      this.#grant(propertiesOf(attachment).at("role"), given);
      this.#grantAll(attachment, given);
    }
  }

  /** The roles that a property names, by name or ARN, or may name. */
  namedIn(property: Property): readonly PolicyResource[] {
    const text = property.text();
    const account = text.state === "known" ? placeOfArn(text.value).account : undefined;
    // A role of another account may have the same name.
    return possibleTargets(this.#targets.follow(property)).filter(
      (role) =>
        difference({ ...placeOf(role), region: undefined }, { account, region: undefined }) ===
        undefined,
    );
  }

  /** The policies and attachments of a role, its own inline documents left out. */
  grantsOf(role: PolicyResource): readonly PolicyResource[] {
    const arns = propertiesOf(role).at("managedPolicyArns").items();
    const managed =
      arns.state === "known"
        ? arns.value.flatMap((arn) => possibleTargets(this.#policies.follow(arn)))
        : arns.state === "unknown"
          ? this.#index.dependenciesOf(role, "managedPolicyArns", "policy")
          : [];
    return [...(this.#grants.get(role) ?? []), ...managed];
  }

  /** Policies of roles that nobody can tell before an update: they may be anyone's. */
  get unplaced(): readonly PolicyResource[] {
    return this.#unplaced;
  }

  #grant(role: Property, given: readonly PolicyResource[]): void {
    const link = this.#targets.follow(role);
    if (isOpen(link)) {
      this.#unplaced.push(...given);
    }
    for (const target of possibleTargets(link)) {
      for (const one of given) {
        append(this.#grants, target, one);
      }
    }
  }

  /** `roles` of a managed policy or of an attachment that takes several. */
  #grantAll(resource: PolicyResource, given: readonly PolicyResource[]): void {
    const roles = propertiesOf(resource).at("roles");
    const items = roles.items();
    if (items.state === "known") {
      for (const role of items.value) {
        this.#grant(role, given);
      }
    }
    if (items.state === "unknown") {
      this.#grant(roles, given);
    }
  }
}

function isOpen(link: Link): boolean {
  return link.state === "undecided" && link.candidates.length === 0;
}

/** The name at the end of a role's ARN (IAM guide, "IAM identifiers"): a path may stand before it. */
function nameIn(nameOrArn: string): string {
  return /^arn:[^:]+:iam::\d*:role\/(?:.*\/)?([^/]+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}
