import { DIALECTS, type Dialect, dialectOf } from "./dialects.ts";
import { shown } from "./json-values.ts";
import type { Keyword } from "./keyword.ts";
import { type KeywordProblem, mustBe } from "./schema-fault.ts";

/** What is wrong with a keyword in the dialect that the schema says it is written in. */
export function dialectProblem(
  name: string,
  value: unknown,
  keyword: Keyword,
  dialect: Dialect | undefined,
): KeywordProblem | undefined {
  if (name === "$schema" && typeof value === "string" && dialectOf(value) === undefined) {
    return {
      problem: `must name a dialect that is known here, got ${shown(value)}`,
      fix: `remove it, or name one of ${DIALECTS.join(", ")} with jsonSchema(schema, { dialect })`,
    };
  }
  if (dialect === undefined) {
    return undefined;
  }
  if (keyword.dialects && !keyword.dialects.includes(dialect)) {
    return {
      problem: `is not a keyword of ${dialect}, which the schema says it is written in, and would check nothing`,
      fix: REPLACEMENTS[name] ?? `name a dialect that has it: ${keyword.dialects.join(", ")}`,
    };
  }
  const listOfItems = name === "items" && Array.isArray(value);
  if (listOfItems && ["2020-12", "openapi-3.0", "openapi-3.1"].includes(dialect)) {
    return mustBe(`a schema in ${dialect}`, value, "write prefixItems for a list of schemas");
  }
  if (/^exclusiveM/.test(name)) {
    const flags = dialect === "draft-04" || dialect === "openapi-3.0";
    if (typeof value !== (flags ? "boolean" : "number")) {
      return mustBe(
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

/** What says the same in the dialects that lack a keyword. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  nullable: 'write type: ["<type>", "null"]',
  dependencies: "write dependentRequired for names and dependentSchemas for schemas",
  additionalItems: "write prefixItems for the list and items for the others",
  $recursiveRef: "write $dynamicRef, or $ref",
  const: "write enum with the one value",
  example: "write examples: [...]",
  id: "write $id",
  $id: "write id",
};
