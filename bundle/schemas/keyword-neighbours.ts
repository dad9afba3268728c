import { type Dialect, REF_STANDS_ALONE } from "./dialects.ts";
import { type JsonObject, shown } from "./json-values.ts";
import type { Keyword } from "./keyword.ts";
import { NUMBER_FORMATS } from "./other-formats.ts";
import type { KeywordProblem } from "./schema-fault.ts";

/** What is wrong with a keyword among the others of its schema. */
export function neighbourProblem(
  name: string,
  keyword: Keyword,
  schema: JsonObject,
  dialect: Dialect | undefined,
): KeywordProblem | undefined {
  if ("$ref" in schema && name !== "$ref" && !keyword.silent && REF_STANDS_ALONE.has(dialect)) {
    return {
      problem: `stands next to $ref, where ${dialect} ignores it and other dialects do not`,
      fix: `write allOf: [{ $ref: ${shown(schema.$ref)} }, { ${name}: ... }]`,
    };
  }
  if (keyword.needs && schema[keyword.needs] === undefined) {
    return {
      problem: `checks nothing without ${keyword.needs}`,
      fix: `add ${keyword.needs} or remove ${name}`,
    };
  }
  const conditional = ["then", "else", "unevaluatedProperties", "unevaluatedItems"];
  if (name === "if" && conditional.every((other) => schema[other] === undefined)) {
    return { problem: "checks nothing without then or else", fix: "add one of them or remove if" };
  }
  if (name === "additionalItems" && !Array.isArray(schema.items)) {
    return {
      problem: "checks nothing next to items that is one schema for all of them",
      fix: "remove it, or write items as a list of schemas",
    };
  }
  return (
    typeProblem(name, keyword, schema) ??
    booleanBoundProblem(name, schema) ??
    nullableProblem(name, schema)
  );
}

function typesOf({ type }: JsonObject): readonly unknown[] | undefined {
  if (typeof type === "string") {
    return [type];
  }
  return Array.isArray(type) ? type : undefined;
}

function typeProblem(
  name: string,
  keyword: Keyword,
  schema: JsonObject,
): KeywordProblem | undefined {
  const types = typesOf(schema);
  const isNumberFormat = name === "format" && Object.hasOwn(NUMBER_FORMATS, String(schema.format));
  const wanted = name === "format" ? (isNumberFormat ? "number" : "string") : keyword.type;
  if (!wanted || !types) {
    return undefined;
  }
  const found = types.some(
    (type) => type === wanted || (wanted === "number" && type === "integer"),
  );
  // OpenAPI's formats are hints that a string may have too, such as an int64 in a string.
  if (found || (isNumberFormat && types.includes("string"))) {
    return undefined;
  }
  return {
    problem: `checks values of the type ${wanted} only, and the type here is ${shown(schema.type)}`,
    fix: `remove ${name} or write type: "${wanted}"`,
  };
}

function booleanBoundProblem(name: string, schema: JsonObject): KeywordProblem | undefined {
  const limit = name.replace("exclusiveM", "m");
  if (limit === name || typeof schema[name] !== "boolean" || limit in schema) {
    return undefined;
  }
  return {
    problem: `is ${schema[name]} without ${limit}, and checks nothing`,
    fix: `write ${name} with the number itself`,
  };
}

function nullableProblem(name: string, schema: JsonObject): KeywordProblem | undefined {
  if (name !== "nullable" || schema.nullable !== true) {
    return undefined;
  }
  if (!("type" in schema)) {
    return {
      problem: "allows null only next to type (OpenAPI 3.0.3, Schema Object)",
      fix: 'write anyOf: [{ ... }, { type: "null" }] and no nullable',
    };
  }
  if (!Array.isArray(schema.enum) || schema.enum.includes(null)) {
    return undefined;
  }
  return {
    problem: "allows no null next to an enum that does not (OpenAPI 3.0.3, Schema Object)",
    fix: "add null to enum",
  };
}
