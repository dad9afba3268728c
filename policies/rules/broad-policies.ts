import type { PolicyResource } from "@pulumi/policy";
import { type Property, propertiesOf } from "../facts/property.ts";
import type { StackFacts } from "../facts/stack-facts.ts";
import { NAMED_ACTIONS } from "../fixes/access.ts";
import type { Finding } from "../rule.ts";

/** AWS's own policies that allow whole services. */
const BROAD =
  /:iam::aws:policy\/(?:.*\/)?(?:\w*FullAccess\w*|AdministratorAccess|PowerUserAccess)$/;

/**
 * Finds attachments of AWS's own policies whose statements are wildcards, on whichever resource they
 * are declared.
 *
 * @param isOurs Tells whether a resource is the rule's business.
 */
export function broadPolicies(
  { index, roles }: StackFacts,
  isOurs: (resource: PolicyResource) => boolean,
): readonly Finding[] {
  const attached = index
    .ofKind("policyAttachment")
    .filter(isOurs)
    .map((one) => propertiesOf(one).at("policyArn"));
  const managed = index
    .ofKind("role")
    .filter(isOurs)
    .flatMap((role) => elements(propertiesOf(role).at("managedPolicyArns")));
  const exclusive = index
    .ofKind("rolePolicyAttachmentsExclusive")
    .map(propertiesOf)
    .filter((one) => roles.namedIn(one.at("roleName")).some(isOurs))
    .flatMap((one) => elements(one.at("policyArns")));
  return [...attached, ...managed, ...exclusive].flatMap((property): readonly Finding[] => {
    const arn = property.text();
    if (arn.state !== "known" || !BROAD.test(arn.value)) {
      return [];
    }
    return [
      {
        resource: property.resource,
        found: `${property.path} is an AWS policy that allows whole services`,
        why: "A leaked credential of this role reaches far more than its work needs",
        fix: "write a policy with the actions and resources that are used",
        example: NAMED_ACTIONS,
      },
    ];
  });
}

function elements(list: Property): readonly Property[] {
  const items = list.items();
  return items.state === "known" ? items.value : [];
}
