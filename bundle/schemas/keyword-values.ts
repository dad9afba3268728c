import leven from "leven";
import { shown } from "./json-values.ts";
import { JSON_TYPES, type Keyword } from "./keyword.ts";
import { type KeywordProblem, mustBe } from "./schema-fault.ts";

/** What is wrong with a keyword whose value is not one that it can have. */
export function wrongValue(name: string, value: unknown, keyword: Keyword): KeywordProblem {
  const fault = (fix?: string) => mustBe(keyword.allowed, value, fix);
  if (name === "required" && typeof value === "boolean") {
    return fault("list the property's name in required of the object that it belongs to");
  }
  if (name === "required" && typeof value === "string") {
    return fault(`write [${shown(value)}]`);
  }
  if (name === "type" && value === "any") {
    return fault("leave type out");
  }
  if (name === "type" && typeof value === "string") {
    return fault(typeFix(value) ?? nearest(value));
  }
  if (typeof value === "string" && value.trim() !== "" && keyword.accepts(Number(value))) {
    return fault(`write ${Number(value)} without quotes`);
  }
  if (value === undefined) {
    return fault("give it a value or leave it out");
  }
  return fault();
}

const NOT_JSON = "JSON has no such value: ";
/** Types of TypeBox that are not of JSON, and of other languages, and what to write for them. */
const typeFixes: Readonly<Record<string, string>> = {
  bigint: `${NOT_JSON}write Type.Integer() or Type.String({ pattern: "^-?[0-9]+$" })`,
  date: `${NOT_JSON}write Type.String({ format: "date-time" })`,
  undefined: `${NOT_JSON}write Type.Optional() around the property's schema, or Type.Null()`,
  void: `${NOT_JSON}write Type.Null()`,
  symbol: `${NOT_JSON}write Type.String()`,
  function: `${NOT_JSON}describe the data instead`,
  constructor: `${NOT_JSON}describe the data instead`,
  int: "write integer",
  float: "write number",
  double: "write number",
  bool: "write boolean",
  text: "write string",
  file: "write string with contentEncoding base64",
};

function typeFix(type: string): string | undefined {
  return Object.hasOwn(typeFixes, type) ? typeFixes[type] : undefined;
}

function nearest(type: string): string | undefined {
  const close = JSON_TYPES.find((known) => leven(type.toLowerCase(), known) <= 2);
  return close && `write "${close}"`;
}
