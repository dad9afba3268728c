import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const parameter: ResourceType = {
  replaceOnChange: ["name", "dataType"],
  autoName: { property: "name", most: 1011 },
  honoured: ["name", "value"],
  stored: ["description", "keyId", "overwrite", "region", "tags", "tier", "type", "allowedPattern"],
  compute(resource) {
    const name = asText(resource.inputs.name);
    const arn = regionalArn(resource, "ssm", `parameter/${name.replace(/^\//, "")}`);
    return { id: name, outputs: { arn, version: 1 } };
  },
  async deploy({ inputs }, { secrets }) {
    secrets.put("parameters", [asText(inputs.name)], asText(inputs.value));
  },
  async remove({ inputs }, { secrets }) {
    secrets.remove("parameters", [asText(inputs.name)]);
  },
};

/** Systems Manager's resource types: the parameters that functions read. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:ssm/parameter:Parameter": parameter,
};
