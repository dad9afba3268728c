import { HandlerBundleError } from "../handler-bundle-error.ts";
import { type PlainSchema, plainSchema } from "./plain-schema.ts";
import { faultLines, type SchemaFault } from "./schema-fault.ts";
import { schemaFaults } from "./schema-faults.ts";
import { SchemaPlaces } from "./schema-places.ts";
import { followReferences } from "./schema-references.ts";
import { wholeFaults } from "./whole-schema-faults.ts";

/** Why a value cannot be the schema of a channel; none when it can. */
export function faultsOfSchema(schema: unknown): readonly SchemaFault[] {
  return read(schema).faults;
}

/**
 * A schema of any dialect as the one of draft 2020-12 that means the same and is compiled: references
 * lead to `$defs` of the root, and there are no names, annotations of OpenAPI or older spellings.
 *
 * @param where Names the schema in errors.
 * @throws HandlerBundleError with a line per fault when the value is not a schema, or is one that
 * would not check what its author meant.
 */
export function compilableSchema(schema: unknown, where: string): PlainSchema {
  const { places, references, faults } = read(schema);
  if (faults.length > 0) {
    throw new HandlerBundleError(faultLines(faults, where).join("\n"));
  }
  return plainSchema(places, references.targets);
}

/**
 * The same schema for people and other programs: with its annotations, and with references that start
 * with `definitionsAt`, below which its `$defs` are to stand.
 */
export function documentedSchema(schema: unknown, definitionsAt: string): PlainSchema {
  const { places, references } = read(schema);
  return plainSchema(places, references.targets, { annotations: true, definitionsAt });
}

function read(schema: unknown) {
  const places = new SchemaPlaces(schema);
  const references = followReferences(places);
  const faults = [...schemaFaults(places), ...references.faults];
  // Only a schema without faults has a plain form.
  const whole =
    faults.length > 0 ? [] : wholeFaults(schema, plainSchema(places, references.targets));
  return { places, references, faults: [...faults, ...whole] };
}
