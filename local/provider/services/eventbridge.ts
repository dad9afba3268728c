import { existsSync } from "node:fs";
import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const eventBus: ResourceType = {
  replaceOnChange: ["name", "eventSourceName"],
  autoName: { property: "name", most: 256 },
  honoured: ["name"],
  stored: ["description", "region", "tags"],
  compute(resource) {
    const name = asText(resource.inputs.name);
    return { id: name, outputs: { arn: regionalArn(resource, "events", `event-bus/${name}`) } };
  },
  async remove({ inputs }, { buses, removed }) {
    const name = asText(inputs.name);
    const file = buses.fileOf(name);
    if (existsSync(file)) {
      removed.keepEvents(name, file);
    }
  },
};

/** EventBridge's resource types; Pulumi keeps them under `cloudwatch`. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:cloudwatch/eventBus:EventBus": eventBus,
};
