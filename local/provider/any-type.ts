import { asText } from "../../shared/properties.ts";
import { hexDigits } from "./aws-identifiers.ts";
import type { ResourceType } from "./resource-type.ts";

/**
 * A type that the embedded stage does not know: its inputs are kept, and it gets an id and an ARN,
 * under the names that AWS's packages give them (`arn`, `<type>Arn`, `<type>Id`). Nothing of it is
 * honoured, so the stage says so.
 */
export const ANY_TYPE: ResourceType = {
  replaceOnChange: ["name"],
  honoured: [],
  stored: [],
  compute({ type, logicalName, inputs, place }) {
    const [, service = "aws"] = /^[^:]+:([^:/]+)/.exec(type) ?? [];
    const [, typeName = "resource"] = /([^:/]+)$/.exec(type) ?? [];
    const kind = typeName.charAt(0).toLowerCase() + typeName.slice(1);
    const id = asText(inputs.name, `${logicalName}-${hexDigits(7)}`);
    const arn = `arn:aws:${service}:${place.region}:${place.accountId}:${kind}/${id}`;
    return { id, outputs: { arn, [`${kind}Arn`]: arn, [`${kind}Id`]: id } };
  },
};
