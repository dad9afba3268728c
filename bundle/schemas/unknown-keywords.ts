import leven from "leven";
import { isJsonObject, shown } from "./json-values.ts";
import { keywords } from "./keywords.ts";
import type { KeywordProblem } from "./schema-fault.ts";

/** Names that other libraries and older drafts give to what a keyword says here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
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

/** How many letters of a name's beginning make it a short form of a keyword. */
const SHORT_FORM = 6;

/**
 * The name that a misspelt one is nearest to, if it is near: two letters of five or more, or the same
 * beginning.
 */
function nearestName(name: string): string | undefined {
  const lower = name.toLowerCase();
  const most = name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 4));
  const names = [...Object.keys(keywords), ...Object.keys(OTHER_NAMES)];
  const near = names
    .map((known) => ({ known, distance: leven(lower, known.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near && near.distance <= most) {
    return near.known;
  }
  const shared = names
    .map((known) => ({ known, letters: sharedLetters(lower, known.toLowerCase()) }))
    .sort((a, b) => b.letters - a.letters)[0];
  const enough = Math.max(4, Math.min(SHORT_FORM, lower.length));
  return shared && shared.letters >= enough ? shared.known : undefined;
}

/** How many letters two names have in common from their beginning on. */
function sharedLetters(a: string, b: string): number {
  const differs = [...a].findIndex((letter, index) => b[index] !== letter);
  return differs === -1 ? a.length : differs;
}

/** What to write for a name. */
function fixFor(name: string | undefined): string | undefined {
  if (name === undefined) {
    return undefined;
  }
  return Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : `write ${name}`;
}

/** What is wrong with a name that is not a keyword of any dialect. */
export function unknownKeyword(name: string, value: unknown): KeywordProblem {
  const property =
    isJsonObject(value) || typeof value === "boolean"
      ? "describe a property below properties, and "
      : "";
  const annotation = `${property}name an annotation of your own x-${name.replace(/^[~$]/, "")}`;
  return {
    problem: `is not a keyword of JSON Schema, got ${shown(value)}, and would check nothing`,
    fix: fixFor(nearestName(name)) ?? annotation,
  };
}
