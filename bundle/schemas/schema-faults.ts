import type { Dialect } from "./dialects.ts";
import { foreignSchema, functionsIn, isModule } from "./foreign-schemas.ts";
import { isJsonObject, type JsonObject, shown } from "./json-values.ts";
import { JSON_TYPES } from "./keyword.ts";
import { keywordFaults } from "./keyword-faults.ts";
import { isExtension, keywordOf } from "./keywords.ts";
import { rangeFaults } from "./range-faults.ts";
import type { SchemaFault } from "./schema-fault.ts";
import type { SchemaPlace, SchemaPlaces } from "./schema-places.ts";
import { isOnPurpose } from "./whole-schema-faults.ts";

/** Everything for which the schemas of a document cannot be what their author meant. */
export function schemaFaults(places: SchemaPlaces): SchemaFault[] {
  return [...places.byPointer.values()].flatMap((place) => {
    const fault = natureFault(place);
    if (fault) {
      return [fault];
    }
    if (!isJsonObject(place.schema)) {
      return [];
    }
    return [
      ...functionFaults(place.pointer, place.schema),
      ...keywordFaults(place, place.schema),
      ...rangeFaults(place.schema, place.pointer),
    ];
  });
}

/** Why a value is not a schema at all. */
function natureFault({ pointer, schema, endless, dialect }: SchemaPlace): SchemaFault | undefined {
  if (endless) {
    return {
      pointer,
      problem: "contains itself as a JavaScript object, or is nested more than 200 deep",
      fix: "write Type.Cyclic() or a $ref for a recursive schema",
    };
  }
  const foreign = foreignSchema(schema);
  if (foreign) {
    return {
      pointer,
      problem: `must be a schema of TypeBox or JSON Schema, got one of ${foreign.name}`,
      fix: foreign.fix,
    };
  }
  if (isModule(schema)) {
    const members = Object.keys(schema as JsonObject);
    return {
      pointer,
      problem: `must be one schema, got an object of the schemas ${members.join(", ")}`,
      fix: `name the member that is meant if it is a Type.Module(), as in Module.${members[0]}, or write Type.Object({ ... }) around properties`,
    };
  }
  const kind = isJsonObject(schema) ? schema["~kind"] : undefined;
  if (typeof kind === "string" && UNFINISHED.has(kind)) {
    return {
      pointer,
      problem: `must be a schema, got a type of TypeBox in the making: ${kind}`,
      fix: "finish it, as with Type.Instantiate() or Type.Script(), or describe the value itself",
    };
  }
  const functions = isJsonObject(schema) ? functionsIn(schema) : [];
  if (functions.length > 0) {
    return {
      pointer,
      problem: `must be a schema of JSON, got an object that holds functions: ${functions.slice(0, 5).join(", ")}`,
      fix: "describe the value with Type of typebox; schemas of other libraries and functions are not compiled",
    };
  }
  if (pointer === "") {
    return rootFault(schema);
  }
  if (isJsonObject(schema)) {
    return undefined;
  }
  if (typeof schema !== "boolean") {
    return notASchema(pointer, schema);
  }
  const isWord = NO_BOOLEANS.has(dialect) && !/\/additional(Properties|Items)$/.test(pointer);
  return isWord
    ? {
        pointer,
        problem: `must be an object in ${dialect}, got ${schema}`,
        fix: schema ? "write {}" : "write { not: {} }",
      }
    : undefined;
}

/** Kinds of TypeBox that stand for a type that is not made yet. */
const UNFINISHED = new Set([
  "Call",
  "Deferred",
  "Generic",
  "Identifier",
  "Infer",
  "Parameter",
  "Rest",
]);

/** Dialects in which true and false are not schemas, but for properties and items not named. */
const NO_BOOLEANS: ReadonlySet<Dialect | undefined> = new Set(["draft-04", "openapi-3.0"]);

function notASchema(pointer: string, schema: unknown): SchemaFault {
  return {
    pointer,
    problem: `must be a schema, got ${shown(schema)}`,
    fix: fixFor(schema),
  };
}

function fixFor(schema: unknown): string {
  if (typeof schema === "string" && (JSON_TYPES as readonly string[]).includes(schema)) {
    return `write Type.${schema.charAt(0).toUpperCase()}${schema.slice(1)}() or { type: ${shown(schema)} } if that is the type`;
  }
  if (Array.isArray(schema)) {
    return "write Type.Union([...]) or Type.Tuple([...])";
  }
  if (typeof schema === "function") {
    return "write the schema itself, such as Type.Object({ ... })";
  }
  return "describe the value with Type of typebox, such as Type.Object({ ... })";
}

function rootFault(schema: unknown): SchemaFault | undefined {
  const open = "write Type.Unknown() if every event is meant to pass";
  if (typeof schema === "boolean") {
    return {
      pointer: "",
      problem: `is ${schema} for every event`,
      fix: schema ? open : "describe the events",
    };
  }
  if (!isJsonObject(schema)) {
    return notASchema("", schema);
  }
  if (isOnPurpose(schema)) {
    return undefined;
  }
  const names = Object.keys(schema);
  const checks = names.some((name) => !isExtension(name) && !keywordOf(name)?.silent);
  if (checks) {
    return undefined;
  }
  const definition = Object.keys({ ...asObject(schema.$defs), ...asObject(schema.definitions) })[0];
  const problem = `has no keyword that checks anything (got ${names.length === 0 ? "{}" : `only ${names.join(", ")}`}), so that every event would pass`;
  if (definition === undefined) {
    return { pointer: "", problem, fix: `describe the events, or ${open}` };
  }
  const holder = "$defs" in schema ? "$defs" : "definitions";
  return {
    pointer: "",
    problem,
    fix: `add $ref: "#/${holder}/${definition}" if that is the event`,
  };
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** TypeBox keeps functions where Object.keys does not show them. */
function functionFaults(pointer: string, schema: JsonObject): SchemaFault[] {
  const what =
    "~refine" in schema ? "Type.Refine()" : "~codec" in schema ? "Type.Codec()" : undefined;
  if (what === undefined) {
    return [];
  }
  return [
    {
      pointer,
      problem: `holds a function (${what}), which cannot be compiled into the bundle`,
      fix: "use keywords of JSON Schema, or test the event in publish and return reject()",
    },
  ];
}
