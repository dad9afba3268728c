import leven from "leven";
import * as Format from "typebox/format";
import { shown } from "./json-values.ts";
import { NUMBER_FORMATS, PATTERN_FORMATS, stringFormats } from "./other-formats.ts";
import type { KeywordProblem } from "./schema-fault.ts";

/** What formats of other drafts and tools are here. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
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

/** The format that a misspelt one is nearest to, if it is near. */
function nearestFormat(format: string, known: readonly string[]): string | undefined {
  const lower = format.toLowerCase();
  const most = format.length < 5 ? 1 : 2;
  return known.find((name) => name[0] === lower[0] && leven(name, lower) <= most);
}

/** What is wrong with the name of a format that nothing checks. */
export function formatProblem(format: string, hasPattern: boolean): KeywordProblem | undefined {
  if (Format.Has(format)) {
    return undefined;
  }
  if (Object.hasOwn(NUMBER_FORMATS, format) || Object.hasOwn(stringFormats, format)) {
    return undefined;
  }
  if (hasPattern && PATTERN_FORMATS.has(format)) {
    return undefined;
  }
  const known = [
    ...Format.Entries().map(([name]) => name),
    ...Object.keys(NUMBER_FORMATS),
    ...Object.keys(stringFormats),
  ];
  const near = Object.hasOwn(OTHER_FORMATS, format)
    ? OTHER_FORMATS[format]
    : nearestFormat(format, known);
  return {
    problem: `must be a format that is checked, got ${shown(format)}. Known are ${known.join(", ")}`,
    fix: near ? `write "${near}"` : "write a pattern, or remove format",
  };
}
