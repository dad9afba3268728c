import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const queue: ResourceType = {
  replaceOnChange: ["fifoQueue", "name"],
  autoName: { property: "name", most: 80 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const name = asText(resource.inputs.name);
    const { region, accountId } = resource.place;
    const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
    return { id: url, outputs: { arn: regionalArn(resource, "sqs", name), url } };
  },
};

const queuePolicy: ResourceType = {
  replaceOnChange: ["queueUrl"],
  honoured: [],
  stored: "all",
  compute: ({ inputs }) => ({ id: asText(inputs.queueUrl), outputs: {} }),
};

/** SQS's resource types: kept; no queue takes messages on this machine. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:sqs/queue:Queue": queue,
  "aws:sqs/queuePolicy:QueuePolicy": queuePolicy,
};
