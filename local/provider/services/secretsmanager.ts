import { createHash } from "node:crypto";
import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const secret: ResourceType = {
  replaceOnChange: ["name"],
  autoName: { property: "name", most: 512 },
  honoured: ["name"],
  stored: ["description", "kmsKeyId", "recoveryWindowInDays", "region", "tags", "policy"],
  compute(resource) {
    const name = asText(resource.inputs.name);
    // Secrets Manager appends six characters (its guide, ARN format); here they follow from the name.
    const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
    const arn = regionalArn(resource, "secretsmanager", `secret:${name}-${suffix}`);
    return { id: arn, outputs: { arn } };
  },
};

/** A secret's id is its ARN, and functions ask by name: the name is in the ARN. */
function namesOf(secretId: string): string[] {
  const name = /:secret:(.+)-[A-Za-z0-9]{6}$/.exec(secretId)?.[1];
  return name === undefined ? [secretId] : [secretId, name];
}

const secretVersion: ResourceType = {
  replaceOnChange: ["secretId"],
  honoured: ["secretId", "secretString"],
  stored: ["region"],
  compute({ inputs, urn }) {
    const secretId = asText(inputs.secretId);
    const versionId = createHash("sha256").update(urn).digest("hex").slice(0, 32);
    return { id: `${secretId}|${versionId}`, outputs: { arn: secretId, versionId } };
  },
  async deploy({ inputs }, { secrets }) {
    secrets.put("secrets", namesOf(asText(inputs.secretId)), asText(inputs.secretString));
  },
  async remove({ inputs }, { secrets }) {
    secrets.remove("secrets", namesOf(asText(inputs.secretId)));
  },
};

/** Secrets Manager's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
};
