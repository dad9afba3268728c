import type { Dialect } from "./dialects.ts";
import { isJson } from "./json-values.ts";
import {
  anchor,
  bound,
  count,
  data,
  exclusiveBound,
  flag,
  isDifferent,
  isFullList,
  isMap,
  isNames,
  isNumber,
  isText,
  isTruth,
  isTypes,
  JSON_TYPES,
  type Keyword,
  schema,
  schemaList,
  schemaMap,
  silent,
  text,
} from "./keyword.ts";

const SINCE2020: readonly Dialect[] = ["2020-12", "openapi-3.1"];
const since2019: readonly Dialect[] = ["2019-09", ...SINCE2020];
const since7: readonly Dialect[] = ["draft-07", ...since2019];
const since6: readonly Dialect[] = ["draft-06", ...since7];
const notOpenApi30: readonly Dialect[] = ["draft-04", ...since6];
const OPEN_API: readonly Dialect[] = ["openapi-3.0", "openapi-3.1"];

/**
 * The keywords of JSON Schema from draft-04 to 2020-12 and of OpenAPI 3.0 and 3.1 that are honoured,
 * from the meta-schemas of json-schema.org and the Schema Objects of OpenAPI. What is not in here
 * would check nothing.
 */
export const keywords: Readonly<Record<string, Keyword>> = {
  type: {
    accepts: isTypes,
    allowed: `one or several of ${JSON_TYPES.join(", ")}`,
  },
  enum: {
    accepts: (value) => isFullList(value) && isJson(value) && isDifferent(value as unknown[]),
    allowed: "a list of at least one JSON value, each once",
  },
  const: { accepts: isJson, allowed: "a JSON value", dialects: since6 },

  multipleOf: {
    accepts: (value) => isNumber(value) && (value as number) > 0,
    allowed: "a number above 0",
    type: "number",
  },
  minimum: bound,
  maximum: bound,
  exclusiveMinimum: exclusiveBound,
  exclusiveMaximum: exclusiveBound,

  minLength: count("string"),
  maxLength: count("string"),
  pattern: {
    accepts: (value) => isText(value) || value instanceof RegExp,
    allowed: "a regular expression as a string",
    type: "string",
  },
  format: { accepts: isText, allowed: "the name of a format" },

  minItems: count("array"),
  maxItems: count("array"),
  uniqueItems: { accepts: isTruth, allowed: "true or false", type: "array" },
  items: {
    accepts: (value) => !Array.isArray(value) || value.length > 0,
    allowed: "a schema (or a list of at least one before 2020-12)",
    type: "array",
    holds: "schema or list",
  },
  prefixItems: schemaList({ type: "array", dialects: SINCE2020 }),
  additionalItems: schema({
    type: "array",
    needs: "items",
    dialects: ["draft-04", "draft-06", "draft-07", "2019-09"],
  }),
  contains: schema({ type: "array", dialects: since6 }),
  minContains: count("array", { needs: "contains", dialects: since2019 }),
  maxContains: count("array", { needs: "contains", dialects: since2019 }),
  unevaluatedItems: schema({ type: "array", dialects: since2019 }),

  minProperties: count("object"),
  maxProperties: count("object"),
  required: {
    accepts: isNames,
    allowed: "a list of different property names",
    type: "object",
  },
  properties: schemaMap({ type: "object" }),
  patternProperties: schemaMap({ type: "object", dialects: notOpenApi30 }),
  additionalProperties: schema({ type: "object" }),
  propertyNames: schema({ type: "object", dialects: since6 }),
  dependencies: {
    accepts: (value) =>
      isMap(value) &&
      Object.values(value as object).every((one) => !Array.isArray(one) || isNames(one)),
    allowed: "an object of schemas or lists of different property names",
    type: "object",
    holds: "dependencies",
    dialects: ["draft-04", "draft-06", "draft-07"],
  },
  dependentRequired: {
    accepts: (value) => isMap(value) && Object.values(value as object).every(isNames),
    allowed: "an object of lists of different property names",
    type: "object",
    dialects: since2019,
  },
  dependentSchemas: schemaMap({ type: "object", dialects: since2019 }),
  unevaluatedProperties: schema({ type: "object", dialects: since2019 }),

  allOf: schemaList(),
  anyOf: schemaList(),
  oneOf: schemaList(),
  not: schema(),
  if: schema({ dialects: since7 }),
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: schema({ needs: "if", dialects: since7 }),
  else: schema({ needs: "if", dialects: since7 }),

  $ref: { accepts: isText, allowed: "a reference as a string" },
  $dynamicRef: { accepts: isText, allowed: "a reference as a string", dialects: SINCE2020 },
  $recursiveRef: { accepts: (value) => value === "#", allowed: '"#"', dialects: ["2019-09"] },
  $id: text({ dialects: since6 }),
  id: text({ dialects: ["draft-04"] }),
  $schema: text(),
  $anchor: anchor({ dialects: since2019 }),
  $dynamicAnchor: anchor({ dialects: SINCE2020 }),
  $recursiveAnchor: flag({ dialects: ["2019-09"] }),
  $vocabulary: silent(
    (value) => isMap(value) && Object.values(value as object).every(isTruth),
    "an object of true and false",
    { dialects: since2019 },
  ),
  $defs: schemaMap({ silent: true }),
  definitions: schemaMap({ silent: true }),
  components: silent(isMap, "the components of an OpenAPI document", { holds: "components" }),

  nullable: {
    accepts: isTruth,
    allowed: "true or false",
    dialects: ["openapi-3.0"],
  },
  discriminator: data(),
  example: data({ dialects: OPEN_API }),
  externalDocs: data({ dialects: OPEN_API }),
  xml: data({ dialects: OPEN_API }),

  $comment: text(),
  title: text(),
  description: text(),
  default: data(),
  examples: data(),
  deprecated: flag(),
  readOnly: flag(),
  writeOnly: flag(),
  contentEncoding: text(),
  contentMediaType: text(),
  contentSchema: silent((value) => isMap(value) || isTruth(value), "a schema"),
};

/** The keyword of that name, also for names that every JavaScript object has. */
export function keywordOf(name: string): Keyword | undefined {
  return Object.hasOwn(keywords, name) ? keywords[name] : undefined;
}

/** Whether a keyword's place is for data of the author's own: `x-...` (OpenAPI, extensions). */
export function isExtension(name: string): boolean {
  return name.startsWith("x-");
}

/** Keywords that refer to another schema. */
export const REFERENCE_KEYWORDS = ["$ref", "$dynamicRef", "$recursiveRef"] as const;
