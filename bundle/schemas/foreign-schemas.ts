import { isJsonObject, type JsonObject } from "./json-values.ts";
import { isExtension, keywordOf } from "./keywords.ts";

/** A schema of another library: its name, and how it becomes JSON Schema. */
export interface ForeignSchema {
  readonly name: string;
  readonly fix: string;
}

const USE_TYPE = "describe it with Type of typebox";

/** Libraries by the `vendor` that Standard Schema gives them (standardschema.dev). */
const vendors: Readonly<Record<string, ForeignSchema>> = {
  zod: {
    name: "Zod",
    fix: `${USE_TYPE}, or write jsonSchema(z.toJSONSchema(schema)) (Zod 4; zod-to-json-schema for Zod 3)`,
  },
  valibot: {
    name: "Valibot",
    fix: `${USE_TYPE}, or write jsonSchema(toJsonSchema(schema)) with @valibot/to-json-schema`,
  },
  arktype: { name: "ArkType", fix: `${USE_TYPE}, or write jsonSchema(schema.toJsonSchema())` },
  effect: {
    name: "Effect Schema",
    fix: `${USE_TYPE}, or write jsonSchema(JSONSchema.make(schema))`,
  },
  yup: { name: "Yup", fix: USE_TYPE },
  joi: { name: "Joi", fix: USE_TYPE },
};

function has(value: object, key: PropertyKey): boolean {
  return key in value;
}

function isKeywordsOnly(value: JsonObject): boolean {
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => keywordOf(name) || isExtension(name));
}

/** Names of the functions that an object holds, as objects of libraries do and no schema does. */
export function functionsIn(value: JsonObject): string[] {
  return Object.keys(value).filter((name) => typeof value[name] === "function");
}

function standardVendor(value: object): string | undefined {
  const standard = (value as { readonly "~standard"?: unknown })["~standard"];
  if (typeof standard !== "object" || standard === null) {
    return undefined;
  }
  const vendor = (standard as { readonly vendor?: unknown }).vendor;
  return typeof vendor === "string" ? vendor : "another library";
}

function markedVendor(value: object): string | undefined {
  if (has(value, "_zod") || (has(value, "_def") && has(value, "safeParse"))) {
    return "zod";
  }
  if (has(value, "__isYupSchema__")) {
    return "yup";
  }
  if (has(value, Symbol.for("@hapi/joi/schema")) || has(value, "$_root")) {
    return "joi";
  }
  return undefined;
}

/** The library that made a schema, when it is one of another library than TypeBox. */
export function foreignSchema(value: unknown): ForeignSchema | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return undefined;
  }
  // What Zod exports as JSON Schema is marked as Zod's, too.
  if (isJsonObject(value) && isKeywordsOnly(value)) {
    return undefined;
  }
  const vendor = standardVendor(value) ?? markedVendor(value);
  if (vendor === undefined) {
    return undefined;
  }
  return vendors[vendor.toLowerCase()] ?? { name: vendor, fix: USE_TYPE };
}

/** Whether a value is an object of schemas by name, as `Type.Module()` makes it, and not a schema. */
export function isModule(value: unknown): boolean {
  if (!isJsonObject(value) || "~kind" in value) {
    return false;
  }
  const members = Object.values(value);
  return (
    !Object.keys(value).every((name) => keywordOf(name)) &&
    members.every((member) => typeof member === "object" && member !== null && "~kind" in member)
  );
}
