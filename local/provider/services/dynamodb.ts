import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const table: ResourceType = {
  replaceOnChange: ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
  autoName: { property: "name", most: 255 },
  honoured: [
    "attributes",
    "globalSecondaryIndexes",
    "hashKey",
    "localSecondaryIndexes",
    "name",
    "rangeKey",
  ],
  stored: [
    "billingMode",
    "deletionProtectionEnabled",
    "pointInTimeRecovery",
    "readCapacity",
    "region",
    "serverSideEncryption",
    "tableClass",
    "tags",
    "ttl",
    "writeCapacity",
  ],
  compute(resource) {
    const name = asText(resource.inputs.name);
    return { id: name, outputs: { arn: regionalArn(resource, "dynamodb", `table/${name}`) } };
  },
  deploy: ({ inputs }, { tables }) => tables.create(inputs),
  async remove({ inputs }, { tables, removed }) {
    const name = asText(inputs.name);
    await removed.keepTable(tables, name);
    await tables.remove(name);
  },
};

/** DynamoDB's resource types. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:dynamodb/table:Table": table,
};
