import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import { lowerCaseId } from "../aws-identifiers.ts";
import type { ResourceType } from "../resource-type.ts";

/** The stage's own key signs for every pool, so a pool needs no more than its id here. */
const userPool: ResourceType = {
  replaceOnChange: ["aliasAttributes", "schemas", "usernameAttributes", "usernameConfiguration"],
  autoName: { property: "name", most: 128 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const { region } = resource.place;
    const id = `${region}_${lowerCaseId(9)}`;
    return {
      id,
      outputs: {
        arn: regionalArn(resource, "cognito-idp", `userpool/${id}`),
        endpoint: `cognito-idp.${region}.amazonaws.com/${id}`,
      },
    };
  },
};

const userPoolClient: ResourceType = {
  replaceOnChange: ["userPoolId", "generateSecret"],
  autoName: { property: "name", most: 128 },
  honoured: [],
  stored: "all",
  compute({ inputs }) {
    const id = lowerCaseId(26);
    const secret = inputs.generateSecret === true ? { clientSecret: lowerCaseId(51) } : {};
    return { id, outputs: { userPoolId: asText(inputs.userPoolId), ...secret } };
  },
};

/** Cognito's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:cognito/userPool:UserPool": userPool,
  "aws:cognito/userPoolClient:UserPoolClient": userPoolClient,
};
