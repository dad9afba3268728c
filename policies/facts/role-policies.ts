import type { PolicyResource } from "@pulumi/policy";
import { statementsOfAwsPolicy } from "../iam/aws-policies.ts";
import type { Statement } from "../iam/statement.ts";
import { iamStatements } from "./iam-statements.ts";
import { type Property, propertiesOf } from "./property.ts";
import type { ResourceIndex } from "./resource-index.ts";
import { isNative, kindOf } from "./resource-kind.ts";
import type { Roles } from "./role-facts.ts";
import { stackNames } from "./stack-names.ts";

/** What policies say, as far as it can be read. */
export interface ReadPolicies {
  readonly statements: readonly Statement[];
  /** Policies that hold names of the stack and can be read once those are known, or are elsewhere. */
  readonly later: readonly string[];
  /** Policies of AWS's own that are not known here: they may allow, and as good as never deny. */
  readonly unfamiliar: readonly string[];
  /** Policies that cannot be read, and that might hold anything. */
  readonly unread: readonly string[];
}

const NOTHING: ReadPolicies = { statements: [], later: [], unfamiliar: [], unread: [] };

/** A policy document in a property. */
export function readDocument(index: ResourceIndex, document: Property): ReadPolicies {
  const statements = iamStatements(document);
  const where = `${document.path} of "${document.resource.name}"`;
  if (statements.state === "known") {
    const placed = statements.value.map((one) => ({
      ...one,
      path: `${one.path} of "${document.resource.name}"`,
    }));
    return { ...NOTHING, statements: placed };
  }
  if (statements.state === "absent") {
    return NOTHING;
  }
  // Text that is there and is not JSON stays as it is, whatever it was made from.
  const isText = document.text().state === "known";
  const madeOfNames = !isText && stackNames(index, document.resource, document.path) !== undefined;
  return madeOfNames ? { ...NOTHING, later: [where] } : { ...NOTHING, unread: [where] };
}

/** Everything that gives a role permissions, or takes them: inline, attached, managed. */
export function policiesOfRole(
  index: ResourceIndex,
  roles: Roles,
  role: PolicyResource,
): ReadPolicies {
  const properties = propertiesOf(role);
  const native = isNative(role.type);
  const inline = properties.at(native ? "policies" : "inlinePolicies");
  const key = native ? "policyDocument" : "policy";
  const items = inline.items();
  const own =
    items.state === "known"
      ? items.value.map((item) => readDocument(index, item.at(key)))
      : [readDocument(index, inline)];
  const kept = new Exclusive(index, roles, role);
  const granted = roles.grantsOf(role).filter((grant) => kept.keeps(grant));
  const managed = properties.at("managedPolicyArns").items();
  const arns = managed.state === "known" ? managed.value : [];
  return joined([
    ...own,
    ...granted.map((grant) => readGrant(index, grant)),
    ...arns.map((arn) => readArn(index, arn)),
  ]);
}

/** The policy that bounds a role's permissions; undefined when there is none. */
export function boundaryOfRole(
  index: ResourceIndex,
  role: PolicyResource,
): ReadPolicies | undefined {
  const arn = propertiesOf(role).at("permissionsBoundary");
  const text = arn.text();
  if (text.state === "absent" || (text.state === "known" && text.value === "")) {
    return undefined;
  }
  const own = index.ofKind("policy").filter((policy) => {
    const name = propertiesOf(policy).at("arn").text();
    return text.state === "known" && name.state === "known" && name.value === text.value;
  });
  const made =
    text.state === "known" ? [] : index.dependenciesOf(role, "permissionsBoundary", "policy");
  const found = [...own, ...made];
  return found.length > 0
    ? joined(found.map((policy) => readGrant(index, policy)))
    : readArn(index, arn);
}

function readGrant(index: ResourceIndex, grant: PolicyResource): ReadPolicies {
  const properties = propertiesOf(grant);
  if (kindOf(grant.type) === "policyAttachment") {
    return readArn(index, properties.at("policyArn"));
  }
  return readDocument(index, properties.at(isNative(grant.type) ? "policyDocument" : "policy"));
}

/** A policy by its ARN; those of the stack are read where they are declared. */
function readArn(index: ResourceIndex, property: Property): ReadPolicies {
  const arn = property.text();
  const where = `${property.path} of "${property.resource.name}"`;
  if (arn.state === "absent") {
    return NOTHING;
  }
  if (arn.state === "unknown") {
    const [root = ""] = property.path.split(/[.[]/, 1);
    const own = index.dependenciesOf(property.resource, root, "policy").length > 0;
    return own ? NOTHING : { ...NOTHING, unread: [where] };
  }
  const statements = statementsOfAwsPolicy(arn.value, where);
  if (statements !== undefined) {
    return { ...NOTHING, statements };
  }
  if (/^arn:[^:]+:iam::aws:policy\//.test(arn.value)) {
    return { ...NOTHING, unfamiliar: [where] };
  }
  const own = index.ofKind("policy").some((policy) => {
    const name = propertiesOf(policy).at("arn").text();
    return name.state === "known" && name.value === arn.value;
  });
  const isPolicy = /^arn:[^:]+:iam::\d{12}:policy\//.test(arn.value);
  if (own) {
    return NOTHING;
  }
  return isPolicy ? { ...NOTHING, later: [where] } : { ...NOTHING, unread: [where] };
}

function joined(policies: readonly ReadPolicies[]): ReadPolicies {
  return {
    statements: policies.flatMap(({ statements }) => statements),
    later: policies.flatMap(({ later }) => later),
    unfamiliar: policies.flatMap(({ unfamiliar }) => unfamiliar),
    unread: policies.flatMap(({ unread }) => unread),
  };
}

/** Lists that remove what they do not name (`RolePoliciesExclusive` and its like). */
class Exclusive {
  readonly #names: readonly Property[];
  readonly #arns: readonly Property[];

  constructor(index: ResourceIndex, roles: Roles, role: PolicyResource) {
    const lists = (kind: "rolePoliciesExclusive" | "rolePolicyAttachmentsExclusive", key: string) =>
      index
        .ofKind(kind)
        .map(propertiesOf)
        .filter((properties) => roles.namedIn(properties.at("roleName")).includes(role))
        .map((properties) => properties.at(key));
    this.#names = lists("rolePoliciesExclusive", "policyNames");
    this.#arns = lists("rolePolicyAttachmentsExclusive", "policyArns");
  }

  keeps(grant: PolicyResource): boolean {
    const kind = kindOf(grant.type);
    const properties = propertiesOf(grant);
    if (kind === "rolePolicy") {
      return this.#names.every((list) => mayHold(list, properties.at("name")));
    }
    if (kind !== "policyAttachment") {
      return true;
    }
    return this.#arns.every((list) => mayHold(list, properties.at("policyArn")));
  }
}

/** Whether a list holds a text, or may hold it once everything is known. */
function mayHold(list: Property, wanted: Property): boolean {
  const items = list.texts();
  const text = wanted.text();
  if (items.state === "absent") {
    return false;
  }
  if (items.state === "unknown") {
    return true;
  }
  if (items.value.length === 0) {
    return false;
  }
  if (text.state !== "known") {
    return items.value.some(({ state }) => state !== "known");
  }
  return items.value.some((item) => item.state !== "known" || item.value === text.value);
}
