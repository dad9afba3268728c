import { asText } from "../../../shared/properties.ts";
import { regionalArn } from "../arn.ts";
import type { ResourceType } from "../resource-type.ts";

const catalogDatabase: ResourceType = {
  replaceOnChange: ["catalogId", "name"],
  autoName: { property: "name", most: 255 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const name = asText(resource.inputs.name);
    const catalogId = asText(resource.inputs.catalogId, resource.place.accountId);
    const arn = regionalArn(resource, "glue", `database/${name}`);
    return { id: `${catalogId}:${name}`, outputs: { arn, catalogId } };
  },
};

const catalogTable: ResourceType = {
  replaceOnChange: ["catalogId", "databaseName", "name"],
  autoName: { property: "name", most: 255 },
  honoured: [],
  stored: "all",
  compute(resource) {
    const { inputs, place } = resource;
    const catalogId = asText(inputs.catalogId, place.accountId);
    const database = asText(inputs.databaseName);
    const name = asText(inputs.name);
    const arn = regionalArn(resource, "glue", `table/${database}/${name}`);
    return { id: `${catalogId}:${database}:${name}`, outputs: { arn, catalogId } };
  },
};

/** Glue's resource types: kept; Athena does not run on this machine. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "aws:glue/catalogDatabase:CatalogDatabase": catalogDatabase,
  "aws:glue/catalogTable:CatalogTable": catalogTable,
};
