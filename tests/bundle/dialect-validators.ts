import { Ajv } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import AjvDraft4 from "ajv-draft-04";
import type { SchemaDialect } from "../../runtime/json-schema.ts";

const SETTINGS = { strict: false, validateFormats: false, logger: false } as const;

/** Dialects that an independent validator knows. */
export const CHECKED_DIALECTS = [
  "draft-04",
  "draft-06",
  "draft-07",
  "2019-09",
  "2020-12",
] as const satisfies readonly SchemaDialect[];

export type CheckedDialect = (typeof CHECKED_DIALECTS)[number];

/** An independent validator of a dialect: ajv, which TypeBox shares no code with. */
export function validatorOf(dialect: CheckedDialect): Ajv {
  if (dialect === "draft-04") {
    return new AjvDraft4.default(SETTINGS) as unknown as Ajv;
  }
  if (dialect === "2019-09") {
    return new Ajv2019(SETTINGS) as unknown as Ajv;
  }
  if (dialect === "2020-12") {
    return new Ajv2020(SETTINGS) as unknown as Ajv;
  }
  const validator = new Ajv(SETTINGS);
  if (dialect === "draft-06") {
    validator.addMetaSchema(draft6);
  }
  return validator;
}
