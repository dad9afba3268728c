import leven from "leven";
import * as Format from "typebox/format";
import { type Dialect, dialectOf, dialects, refStandsAlone } from "./dialects.ts";
import { below, isJsonObject, type JsonObject, shown } from "./json-values.ts";
import { isExtension, type Keyword, keywordOf, keywords } from "./keywords.ts";
import { numberFormats, stringFormats } from "./openapi-formats.ts";
import { compilePattern, patternFix, patternText } from "./patterns.ts";
import { mustBe, type SchemaFault } from "./schema-fault.ts";
import type { SchemaPlace } from "./schema-places.ts";

type Problem = Omit<SchemaFault, "pointer">;

/** Faults of a schema's own keywords; those of schemas inside it are at their own places. */
export function keywordFaults(place: SchemaPlace, schema: JsonObject): SchemaFault[] {
  return Object.entries(schema).flatMap(([name, value]) => {
    const pointer = below(place.pointer, name);
    if (isExtension(name)) return [];
    const keyword = keywordOf(name);
    if (!keyword) return [{ pointer, ...unknownKeyword(name, value) }];
    if (keyword.silent && value === undefined) return [];
    const problem = dialectProblem(name, value, keyword, place.dialect);
    if (problem) return [{ pointer, ...problem }];
    if (!keyword.accepts(value)) return [wrongValue(pointer, name, value, keyword)];
    const own = sideProblem(name, keyword, schema, place.dialect) ?? valueProblem(name, value);
    return own ? [{ pointer, ...own }] : patternKeyFaults(name, value, pointer);
  });
}

/** How far a misspelt keyword is from the one that is meant, in letters. */
const furthest = 3;

/** Names of other libraries and older drafts, and what they are here. */
const otherNames: Readonly<Record<string, string>> = {
  optional: "leave the property out of required",
  min: "write minimum, minLength or minItems",
  max: "write maximum, maxLength or maxItems",
  length: "write minLength and maxLength",
  regex: "write pattern",
  extends: "write allOf",
  divisibleBy: "write multipleOf",
  disallow: "write not",
  constant: "write const",
  values: "write enum",
};

function unknownKeyword(name: string, value: unknown): Problem {
  const known = Object.keys(keywords)
    .map((keyword) => ({ keyword, distance: leven(name.toLowerCase(), keyword.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const near =
    known && known.distance <= Math.min(furthest, name.length / 2) ? known.keyword : undefined;
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  const property =
    isJsonObject(value) || typeof value === "boolean"
      ? "describe a property below properties, and "
      : "";
  return {
    problem: `is not a keyword of JSON Schema, got ${shown(value)}, and would check nothing`,
    fix:
      other ??
      (near
        ? `write ${near}`
        : `${property}name an annotation of your own x-${name.replace(/^~/, "")}`),
  };
}

function dialectProblem(
  name: string,
  value: unknown,
  keyword: Keyword,
  dialect: Dialect | undefined,
): Problem | undefined {
  if (name === "$schema" && typeof value === "string" && dialectOf(value) === undefined) {
    return {
      problem: `must name a dialect that is known here, got ${shown(value)}`,
      fix: `remove it, or name one of ${dialects.join(", ")} with jsonSchema(schema, { dialect })`,
    };
  }
  if (dialect === undefined) return undefined;
  if (keyword.dialects && !keyword.dialects.includes(dialect)) {
    return {
      problem: `is not a keyword of ${dialect}, which the schema says it is written in, and would check nothing`,
      fix: replacements[name] ?? `name a dialect that has it: ${keyword.dialects.join(", ")}`,
    };
  }
  const listOfItems = name === "items" && Array.isArray(value);
  if (listOfItems && ["2020-12", "openapi-3.0", "openapi-3.1"].includes(dialect)) {
    return mustBe("", `a schema in ${dialect}`, value, "write prefixItems for a list of schemas");
  }
  if (/^exclusiveM/.test(name)) {
    const flags = dialect === "draft-04" || dialect === "openapi-3.0";
    if (typeof value !== (flags ? "boolean" : "number")) {
      return mustBe(
        "",
        flags ? `true or false in ${dialect}` : `a number in ${dialect}`,
        value,
        flags
          ? `write ${name.replace("exclusiveM", "m")} with the number, and ${name}: true`
          : `write ${name} with the number itself`,
      );
    }
  }
  return undefined;
}

const replacements: Readonly<Record<string, string>> = {
  nullable: 'write type: ["<type>", "null"]',
  dependencies: "write dependentRequired for names and dependentSchemas for schemas",
  additionalItems: "write prefixItems for the list and items for the others",
  $recursiveRef: "write $dynamicRef, or $ref",
  const: "write enum with the one value",
  example: "write examples: [...]",
  id: "write $id",
  $id: "write id",
};

function wrongValue(pointer: string, name: string, value: unknown, keyword: Keyword): SchemaFault {
  const fault = (fix?: string) => mustBe(pointer, keyword.allowed, value, fix);
  if (name === "required" && typeof value === "boolean") {
    return fault("list the property's name in required of the object that it belongs to");
  }
  if (name === "required" && typeof value === "string") return fault(`write [${shown(value)}]`);
  if (name === "type" && value === "any") return fault("leave type out");
  if (name === "type" && typeof value === "string") {
    return fault(typeFixes[value] ?? nearest(value) ?? `write ${keyword.allowed}`);
  }
  if (typeof value === "string" && value.trim() !== "" && keyword.accepts(Number(value))) {
    return fault(`write ${Number(value)} without quotes`);
  }
  if (value === undefined) return fault("give it a value or leave it out");
  return fault();
}

const notJson = "JSON has no such value: ";
const typeFixes: Readonly<Record<string, string>> = {
  bigint: `${notJson}write Type.Integer() or Type.String({ pattern: "^-?[0-9]+$" })`,
  date: `${notJson}write Type.String({ format: "date-time" })`,
  undefined: `${notJson}write Type.Optional() around the property's schema, or Type.Null()`,
  void: `${notJson}write Type.Null()`,
  symbol: `${notJson}write Type.String()`,
  function: `${notJson}describe the data instead`,
  constructor: `${notJson}describe the data instead`,
  generic: "instantiate the generic type first",
  deferred: "apply it to a schema instead of a Type.Ref()",
  infer: "use it inside Type.Conditional() only",
  rest: "use it inside Type.Tuple() only",
  int: "write integer",
  float: "write number",
  double: "write number",
  bool: "write boolean",
  text: "write string",
  file: "write string with contentEncoding base64",
};

function nearest(type: string): string | undefined {
  const close = ["array", "boolean", "integer", "null", "number", "object", "string"].find(
    (known) => leven(type.toLowerCase(), known) <= 2,
  );
  return close && `write "${close}"`;
}

/** Faults of a keyword among the others of its schema. */
function sideProblem(
  name: string,
  keyword: Keyword,
  schema: JsonObject,
  dialect: Dialect | undefined,
): Problem | undefined {
  if ("$ref" in schema && name !== "$ref" && !keyword.silent && refStandsAlone.has(dialect)) {
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
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type : undefined;
}

function typeProblem(name: string, keyword: Keyword, schema: JsonObject): Problem | undefined {
  const types = typesOf(schema);
  const isNumberFormat = name === "format" && Object.hasOwn(numberFormats, String(schema.format));
  const wanted = name === "format" ? (isNumberFormat ? "number" : "string") : keyword.type;
  if (!wanted || !types) return undefined;
  const found = types.some(
    (type) => type === wanted || (wanted === "number" && type === "integer"),
  );
  // OpenAPI's formats are hints that a string may have too, such as an int64 in a string.
  if (found || (isNumberFormat && types.includes("string"))) return undefined;
  return {
    problem: `checks values of the type ${wanted} only, and the type here is ${shown(schema.type)}`,
    fix: `remove ${name} or write type: "${wanted}"`,
  };
}

function booleanBoundProblem(name: string, schema: JsonObject): Problem | undefined {
  const limit = name.replace("exclusiveM", "m");
  if (limit === name || schema[name] !== true || limit in schema) return undefined;
  return {
    problem: `is true without ${limit}, and checks nothing`,
    fix: `write ${name} with the number itself`,
  };
}

function nullableProblem(name: string, schema: JsonObject): Problem | undefined {
  if (name !== "nullable" || schema.nullable !== true) return undefined;
  if (!("type" in schema)) {
    return {
      problem: "allows null only next to type (OpenAPI 3.0.3, Schema Object)",
      fix: 'write anyOf: [{ ... }, { type: "null" }] and no nullable',
    };
  }
  if (!Array.isArray(schema.enum) || schema.enum.includes(null)) return undefined;
  return {
    problem: "allows no null next to an enum that does not (OpenAPI 3.0.3, Schema Object)",
    fix: "add null to enum",
  };
}

/** Names that every JavaScript object answers to, so that a check takes them for present. */
function inheritedProblem(names: readonly string[]): Problem | undefined {
  const name = names.find((one) => one in Object.prototype);
  if (name === undefined) return undefined;
  return {
    problem: `has a property named "${name}", which every JavaScript object has already`,
    fix: "name the property otherwise",
  };
}

function valueProblem(name: string, value: unknown): Problem | undefined {
  if (name === "pattern" && typeof value === "string") return patternProblem(value);
  if (name === "format" && typeof value === "string") return formatProblem(value);
  if (name === "properties" || name === "dependentSchemas" || name === "dependencies") {
    return inheritedProblem(Object.keys(value as JsonObject));
  }
  if (name === "required") return inheritedProblem(value as string[]);
  if (name === "dependentRequired") {
    const map = value as Readonly<Record<string, string[]>>;
    return inheritedProblem([...Object.keys(map), ...Object.values(map).flat()]);
  }
  if (name === "pattern" && value instanceof RegExp) {
    if (!/[dgvy]/.test(value.flags)) return patternProblem(patternText(value));
    return {
      problem: `must be a regular expression without the flags d, g, v and y, got ${value}`,
      fix: `write /${value.source}/${value.flags.replaceAll(/[dgvy]/g, "")}`,
    };
  }
  return undefined;
}

function patternProblem(pattern: string): Problem | undefined {
  const compiled = compilePattern(pattern);
  if (typeof compiled !== "string") return undefined;
  return {
    problem: `must be a regular expression, got ${shown(pattern)}: ${compiled}`,
    fix: patternFix(pattern),
  };
}

function patternKeyFaults(name: string, value: unknown, pointer: string): SchemaFault[] {
  if (name !== "patternProperties") return [];
  return Object.keys(value as JsonObject).flatMap((key) => {
    const compiled = compilePattern(key);
    if (typeof compiled !== "string" && compiled.flags === "u") return [];
    const fault = {
      pointer: below(pointer, key),
      problem: `must be a regular expression that is legal with the flag u, got ${shown(key)}`,
    };
    if (typeof compiled !== "string") {
      return [
        { ...fault, fix: "write \\- for a hyphen in brackets, and escape only what has to be" },
      ];
    }
    return [{ ...fault, problem: `${fault.problem}: ${compiled}`, fix: patternFix(key) }];
  });
}

/** What formats of other drafts and tools are here. */
const otherFormats: Readonly<Record<string, string>> = {
  "ip-address": "ipv4",
  "host-name": "hostname",
  uuid1: "uuid",
  uuid3: "uuid",
  uuid4: "uuid",
  uuid5: "uuid",
  guid: "uuid",
  datetime: "date-time",
  timestamp: "date-time",
};

function formatProblem(format: string): Problem | undefined {
  if (Format.Has(format)) return undefined;
  if (Object.hasOwn(numberFormats, format) || Object.hasOwn(stringFormats, format))
    return undefined;
  const known = [
    ...Format.Entries().map(([name]) => name),
    ...Object.keys(numberFormats),
    ...Object.keys(stringFormats),
  ];
  const near =
    (Object.hasOwn(otherFormats, format) ? otherFormats[format] : undefined) ??
    known.find((name) => leven(name, format.toLowerCase()) <= 1);
  return {
    problem: `must be a format that is checked, got ${shown(format)}. Known are ${known.join(", ")}`,
    fix: near ? `write "${near}"` : "write a pattern, or remove format",
  };
}
