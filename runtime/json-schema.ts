import type { TUnsafe } from "typebox";

/**
 * `$schema` by dialect: the addresses of json-schema.org's meta-schemas and of OpenAPI's (OAS 3.0
 * schema of 2024-10-18; OAS 3.1, 4.8.24.5).
 */
const SCHEMA_URIS = {
  "draft-04": "http://json-schema.org/draft-04/schema#",
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2019-09": "https://json-schema.org/draft/2019-09/schema",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
  "openapi-3.0": "https://spec.openapis.org/oas/3.0/schema/2024-10-18",
  "openapi-3.1": "https://spec.openapis.org/oas/3.1/dialect/base",
} as const;

/** A dialect of JSON Schema. */
export type SchemaDialect = keyof typeof SCHEMA_URIS;

/** The settings of `jsonSchema()`. */
export interface JsonSchemaSettings {
  /** @default what the schema's `$schema` says, or else 2020-12 with the older spellings allowed */
  readonly dialect?: SchemaDialect;
}

/**
 * Takes a JSON Schema that was not built with TypeBox as a channel's schema: one written by hand,
 * imported from a JSON file, or exported from pydantic, Zod or OpenAPI. The build checks it as strictly
 * as TypeBox's own.
 *
 * @typeParam Payload The type of the values that match; nobody checks that it is the schema's.
 * @param schema The schema in any dialect from draft-04 to 2020-12, or OpenAPI 3.0 or 3.1.
 */
export function jsonSchema<Payload = unknown>(
  schema: Readonly<Record<string, unknown>>,
  { dialect }: JsonSchemaSettings = {},
): TUnsafe<Payload> {
  return (dialect
    ? { ...schema, $schema: SCHEMA_URIS[dialect] }
    : schema) as unknown as TUnsafe<Payload>;
}
