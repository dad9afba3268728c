import { asText } from "../../../shared/properties.ts";
import type { ResourceType } from "../resource-type.ts";

const budget: ResourceType = {
  replaceOnChange: ["name", "accountId"],
  autoName: { property: "name", most: 100 },
  honoured: [],
  stored: "all",
  compute({ inputs, place }) {
    const name = asText(inputs.name);
    const arn = `arn:aws:budgets::${place.accountId}:budget/${name}`;
    return { id: `${place.accountId}:${name}`, outputs: { arn, accountId: place.accountId } };
  },
};

/** AWS Budgets' resource types: kept; this machine costs nothing. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:budgets/budget:Budget": budget,
};
