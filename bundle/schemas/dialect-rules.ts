import { isJsonObject, type JsonObject } from "./json-values.ts";
import { NUMBER_FORMATS, PATTERN_FORMATS, stringFormats } from "./other-formats.ts";
import { patternText } from "./patterns.ts";

type Rule = (schema: JsonObject) => JsonObject;

/**
 * Rewrites the keywords of one schema, whatever its dialect, as draft 2020-12 says the same. A
 * spelling has one meaning only in the dialects that know it, so that none has to be named.
 */
export function dialectRules(schema: JsonObject): JsonObject {
  return rules.reduce((written, rule) => rule(written), schema);
}

/** draft-04 and OpenAPI 3.0: a flag beside the bound. */
const exclusiveBounds: Rule = (schema) => {
  let written = schema;
  for (const bound of ["minimum", "maximum"] as const) {
    const name = bound === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
    if (typeof written[name] !== "boolean") {
      continue;
    }
    const { [name]: flag, [bound]: limit, ...others } = written;
    written = { ...others, [flag ? name : bound]: limit };
    if (limit === undefined) {
      written = others;
    }
  }
  return written;
};

/** Before 2020-12: a list of items, and a schema for those after them. */
const listOfItems: Rule = (schema) => {
  const { items, additionalItems, ...others } = schema;
  if (!Array.isArray(items)) {
    return schema;
  }
  return {
    ...others,
    ...(items.length > 0 ? { prefixItems: items } : {}),
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  };
};

/** Before 2019-09: names and schemas that a property brings with it, in one keyword. */
const dependencies: Rule = (schema) => {
  const { dependencies: both, ...others } = schema;
  if (both === undefined) {
    return schema;
  }
  const entries = Object.entries(both as JsonObject);
  const names = entries.filter(([, one]) => Array.isArray(one));
  const schemas = entries.filter(([, one]) => !Array.isArray(one));
  return {
    ...others,
    ...(names.length > 0
      ? {
          dependentRequired: {
            ...(others.dependentRequired as JsonObject),
            ...Object.fromEntries(names),
          },
        }
      : {}),
    ...(schemas.length > 0
      ? {
          dependentSchemas: {
            ...(others.dependentSchemas as JsonObject),
            ...Object.fromEntries(schemas),
          },
        }
      : {}),
  };
};

/** OpenAPI 3.0: null beside the type. */
const nullable: Rule = ({ nullable: flag, ...schema }) => {
  if (flag !== true || schema.type === undefined) {
    return schema;
  }
  const types = [schema.type].flat();
  return { ...schema, type: types.includes("null") ? types : [...types, "null"] };
};

/** OpenAPI: formats that stand for bounds of a number or the letters of a string. */
const openApiFormats: Rule = (schema) => {
  const { format, ...others } = schema;
  if (typeof format !== "string") {
    return schema;
  }
  if (PATTERN_FORMATS.has(format)) {
    return others;
  }
  if (Object.hasOwn(stringFormats, format)) {
    const pattern = stringFormats[format];
    if (pattern === undefined) {
      return others;
    }
    return "pattern" in others ? also(others, { pattern }) : { ...others, pattern };
  }
  const bounds = Object.hasOwn(NUMBER_FORMATS, format) ? NUMBER_FORMATS[format] : undefined;
  if (!bounds) {
    return schema;
  }
  const { integer, least, most } = bounds;
  const own = {
    ...(integer && others.type !== "integer" && others.type !== "number" ? { multipleOf: 1 } : {}),
    ...(least === undefined ? {} : { minimum: least }),
    ...(most === undefined ? {} : { maximum: most }),
  };
  const typed = integer && others.type === "number" ? { ...others, type: "integer" } : others;
  return Object.keys(own).some((name) => name in typed) ? also(typed, own) : { ...typed, ...own };
};

function also(schema: JsonObject, more: JsonObject): JsonObject {
  const allOf = Array.isArray(schema.allOf) ? schema.allOf : [];
  return { ...schema, allOf: [...allOf, more] };
}

/** TypeBox: a pattern as a RegExp, which JSON cannot carry. */
const patternObjects: Rule = (schema) =>
  schema.pattern instanceof RegExp ? { ...schema, pattern: patternText(schema.pattern) } : schema;

/**
 * TypeBox 1.4 takes the items of a list for properties that nobody evaluated. Where a list may come,
 * it gets a branch of its own.
 */
const unevaluatedOfObjects: Rule = (schema) => {
  const { unevaluatedProperties, ...others } = schema;
  if (unevaluatedProperties === undefined || !mayBeList(schema)) {
    return schema;
  }
  const types = schema.type === undefined ? EVERY_TYPE : [schema.type].flat();
  const otherTypes = types.filter((type) => type !== "array");
  const ofLists = { ...others, type: "array" };
  if (otherTypes.length === 0) {
    return ofLists;
  }
  return { anyOf: [ofLists, { ...schema, type: otherTypes }] };
};

const EVERY_TYPE = ["array", "boolean", "null", "number", "object", "string"];

function mayBeList({ type, allOf }: JsonObject): boolean {
  if (type !== undefined && ![type].flat().includes("array")) {
    return false;
  }
  return !(Array.isArray(allOf) && allOf.some((one) => isJsonObject(one) && !mayBeList(one)));
}

const rules: readonly Rule[] = [
  exclusiveBounds,
  listOfItems,
  dependencies,
  nullable,
  openApiFormats,
  patternObjects,
  unevaluatedOfObjects,
];
