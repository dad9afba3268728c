import { asText } from "../../../shared/properties.ts";
import { upperCaseId } from "../aws-identifiers.ts";
import type { NewResource, ResourceType } from "../resource-type.ts";

/** ARN of a named IAM entity; IAM is global, so it has no region. */
function iamArn({ place, inputs }: NewResource, kind: string): string {
  return `arn:aws:iam::${place.accountId}:${kind}${asText(inputs.path, "/")}${asText(inputs.name)}`;
}

// IAM's prefixes of unique ids: AROA for roles, ANPA for policies (IAM User Guide, identifiers).
const role: ResourceType = {
  replaceOnChange: ["name", "path"],
  autoName: { property: "name", most: 64 },
  honoured: [
    "assumeRolePolicy",
    "inlinePolicies",
    "managedPolicyArns",
    "name",
    "path",
    "permissionsBoundary",
  ],
  stored: ["description", "forceDetachPolicies", "maxSessionDuration", "tags"],
  compute: (resource) => ({
    id: asText(resource.inputs.name),
    outputs: {
      arn: iamArn(resource, "role"),
      uniqueId: `AROA${upperCaseId(17)}`,
      createDate: new Date().toISOString(),
    },
  }),
};

const policy: ResourceType = {
  replaceOnChange: ["name", "path", "description"],
  autoName: { property: "name", most: 128 },
  honoured: ["name", "path", "policy"],
  stored: ["delayAfterPolicyCreationInMs", "description", "tags"],
  compute(resource) {
    const arn = iamArn(resource, "policy");
    return { id: arn, outputs: { arn, policyId: `ANPA${upperCaseId(17)}`, attachmentCount: 0 } };
  },
};

const rolePolicy: ResourceType = {
  replaceOnChange: ["name", "role"],
  autoName: { property: "name", most: 128 },
  honoured: ["name", "policy", "role"],
  stored: [],
  compute: ({ inputs }) => ({ id: `${asText(inputs.role)}:${asText(inputs.name)}`, outputs: {} }),
};

const rolePolicyAttachment: ResourceType = {
  replaceOnChange: ["policyArn", "role"],
  honoured: ["policyArn", "role"],
  stored: [],
  compute: ({ inputs }) => ({
    id: `${asText(inputs.role)}/${asText(inputs.policyArn)}`,
    outputs: {},
  }),
};

const policyAttachment: ResourceType = {
  replaceOnChange: ["name", "policyArn"],
  honoured: ["name", "policyArn", "roles"],
  stored: [],
  compute: ({ inputs }) => ({ id: asText(inputs.name), outputs: {} }),
};

/**
 * IAM's resource types. What they let AppSync invoke is evaluated; what they let functions do is not:
 * the stand-ins of other services ask for no permission.
 */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:iam/role:Role": role,
  "aws:iam/policy:Policy": policy,
  "aws:iam/policyAttachment:PolicyAttachment": policyAttachment,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
};
