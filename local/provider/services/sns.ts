import { randomUUID } from "node:crypto";
import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const topic: ResourceType = {
  replaceOnChange: ["name", "fifoTopic"],
  autoName: { property: "name", most: 256 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const arn = regionalArn(resource, "sns", asText(resource.inputs.name));
    return { id: arn, outputs: { arn, owner: resource.place.accountId } };
  },
};

const topicPolicy: ResourceType = {
  replaceOnChange: ["arn"],
  honoured: [],
  stored: "all",
  compute: ({ inputs, place }) => ({
    id: asText(inputs.arn),
    outputs: { owner: place.accountId },
  }),
};

const topicSubscription: ResourceType = {
  replaceOnChange: ["endpoint", "protocol", "topic"],
  honoured: [],
  stored: "all",
  compute({ inputs, place }) {
    const arn = `${asText(inputs.topic)}:${randomUUID()}`;
    return { id: arn, outputs: { arn, ownerId: place.accountId, pendingConfirmation: true } };
  },
};

/** SNS's resource types: kept; nothing is sent. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
