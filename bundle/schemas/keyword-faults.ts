import { formatProblem } from "./format-problem.ts";
import { below, type JsonObject, shown } from "./json-values.ts";
import { dialectProblem } from "./keyword-dialects.ts";
import { neighbourProblem } from "./keyword-neighbours.ts";
import { wrongValue } from "./keyword-values.ts";
import { isExtension, keywordOf } from "./keywords.ts";
import { compilePattern, patternFix, patternText } from "./patterns.ts";
import type { KeywordProblem, SchemaFault } from "./schema-fault.ts";
import type { SchemaPlace } from "./schema-places.ts";
import { unknownKeyword } from "./unknown-keywords.ts";

/** Faults of a schema's own keywords; those of schemas inside it are at their own places. */
export function keywordFaults(place: SchemaPlace, schema: JsonObject): SchemaFault[] {
  return Object.entries(schema).flatMap(([name, value]) => {
    const pointer = below(place.pointer, name);
    if (isExtension(name)) {
      return [];
    }
    const keyword = keywordOf(name);
    if (!keyword) {
      return [{ pointer, ...unknownKeyword(name, value) }];
    }
    if (keyword.silent && value === undefined) {
      return [];
    }
    const problem = dialectProblem(name, value, keyword, place.dialect);
    if (problem) {
      return [{ pointer, ...problem }];
    }
    if (!keyword.accepts(value)) {
      return [{ pointer, ...wrongValue(name, value, keyword) }];
    }
    const own =
      neighbourProblem(name, keyword, schema, place.dialect) ?? valueProblem(name, value, schema);
    return own ? [{ pointer, ...own }] : patternKeyFaults(name, value, pointer);
  });
}

/** Names that every JavaScript object answers to, so that a check takes them for present. */
function inheritedProblem(names: readonly string[]): KeywordProblem | undefined {
  const name = names.find((one) => one in Object.prototype);
  if (name === undefined) {
    return undefined;
  }
  return {
    problem: `has a property named "${name}", which every JavaScript object has already`,
    fix: "name the property otherwise",
  };
}

function valueProblem(
  name: string,
  value: unknown,
  schema: JsonObject,
): KeywordProblem | undefined {
  if (name === "pattern" && typeof value === "string") {
    return patternProblem(value);
  }
  if (name === "format" && typeof value === "string") {
    return formatProblem(value, "pattern" in schema);
  }
  if (name === "properties" || name === "dependentSchemas" || name === "dependencies") {
    return inheritedProblem(Object.keys(value as JsonObject));
  }
  if (name === "required") {
    return inheritedProblem(value as string[]);
  }
  if (name === "dependentRequired") {
    const map = value as Readonly<Record<string, string[]>>;
    return inheritedProblem([...Object.keys(map), ...Object.values(map).flat()]);
  }
  if (name === "pattern" && value instanceof RegExp) {
    if (!/[dgvy]/.test(value.flags)) {
      return patternProblem(patternText(value));
    }
    return {
      problem: `must be a regular expression without the flags d, g, v and y, got ${value}`,
      fix: `write /${value.source}/${value.flags.replaceAll(/[dgvy]/g, "")}`,
    };
  }
  return undefined;
}

function patternProblem(pattern: string): KeywordProblem | undefined {
  const compiled = compilePattern(pattern);
  if (typeof compiled !== "string") {
    return undefined;
  }
  return {
    problem: `must be a regular expression, got ${shown(pattern)}: ${compiled}`,
    fix: patternFix(pattern),
  };
}

function patternKeyFaults(name: string, value: unknown, pointer: string): SchemaFault[] {
  if (name !== "patternProperties") {
    return [];
  }
  return Object.keys(value as JsonObject).flatMap((key) => {
    const compiled = compilePattern(key);
    if (typeof compiled !== "string" && compiled.flags === "u") {
      return [];
    }
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
