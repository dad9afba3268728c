import { randomUUID } from "node:crypto";
import { unevaluatedRules } from "../../web-acl-model.ts";
import { regionalArn } from "../arn.ts";
import { asText } from "../properties.ts";
import type { ResourceType } from "../resource-type.ts";

const webAcl: ResourceType = {
  replaceOnChange: ["name", "scope"],
  autoName: { property: "name", most: 128 },
  honoured: ["defaultAction", "rules", "name"],
  stored: ["customResponseBodies", "description", "region", "scope", "tags", "visibilityConfig"],
  compute(resource) {
    const id = randomUUID();
    const name = asText(resource.inputs.name);
    const arn = regionalArn(resource, "wafv2", `regional/webacl/${name}/${id}`);
    return { id, outputs: { arn, lockToken: randomUUID(), applicationIntegrationUrl: "" } };
  },
  unsupported: (inputs) =>
    unevaluatedRules(inputs).map((rule) => `rule ${rule} is evaluated by AWS only`),
};

const webAclAssociation: ResourceType = {
  replaceOnChange: ["resourceArn", "webAclArn"],
  honoured: ["resourceArn", "webAclArn"],
  stored: ["region"],
  compute: ({ inputs }) => ({
    id: `${asText(inputs.webAclArn)},${asText(inputs.resourceArn)}`,
    outputs: {},
  }),
};

const webAclLoggingConfiguration: ResourceType = {
  replaceOnChange: ["resourceArn"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.resourceArn), outputs: {} }),
};

/** AWS WAF's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:wafv2/webAcl:WebAcl": webAcl,
  "aws:wafv2/webAclAssociation:WebAclAssociation": webAclAssociation,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": webAclLoggingConfiguration,
};
