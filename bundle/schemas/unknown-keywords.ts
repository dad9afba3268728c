import leven from "leven";
import { isJsonObject, shown } from "./json-values.ts";
import { keywords } from "./keywords.ts";
import type { KeywordProblem } from "./schema-fault.ts";

/** Names that other libraries and older drafts give to what a keyword says here. */
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

/** The keyword that a misspelt one is nearest to, if it is near: two letters of five or more. */
function nearestKeyword(name: string): string | undefined {
  const lower = name.toLowerCase();
  const most = name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 4));
  const near = Object.keys(keywords)
    .map((keyword) => ({ keyword, distance: leven(lower, keyword.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near && near.distance <= most) return near.keyword;
  if (name.length < 4) return undefined;
  return Object.keys(keywords).find((keyword) => keyword.toLowerCase().startsWith(lower));
}

/** What is wrong with a name that is not a keyword of any dialect. */
export function unknownKeyword(name: string, value: unknown): KeywordProblem {
  const near = nearestKeyword(name);
  const other = Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;
  const property =
    isJsonObject(value) || typeof value === "boolean"
      ? "describe a property below properties, and "
      : "";
  const annotation = `${property}name an annotation of your own x-${name.replace(/^[~$]/, "")}`;
  return {
    problem: `is not a keyword of JSON Schema, got ${shown(value)}, and would check nothing`,
    fix: other ?? (near ? `write ${near}` : annotation),
  };
}
