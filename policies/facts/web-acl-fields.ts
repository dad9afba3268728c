import { type Field, fixedFields, HOST_FIELD } from "../waf/text-match.ts";
import { anyCase, keysInLowerCase } from "./any-case.ts";
import type { Fact } from "./fact.ts";
import { known, unknown } from "./fact.ts";
import type { Property } from "./property.ts";

/** Parts that every request has, though they may be empty. */
const PRESENT = new Set(["body", "headers", "headerorder", "querystring", "allqueryarguments"]);

/** The part of the request that a statement inspects. */
export function inspectedField(statement: Property): Fact<Field> {
  const field = anyCase(statement, "fieldToMatch");
  if (field.state === "unknown") {
    return unknown(field.path);
  }
  const [key] = keysInLowerCase(field);
  if (key === undefined) {
    return unknown(field.path);
  }
  const fixed = fixedFields[key];
  if (fixed !== undefined) {
    return known(fixed);
  }
  const name = anyCase(field, key, "name").text();
  const which = name.state === "known" ? ` ${name.value.toLowerCase()}` : "";
  // Two statements about a header that cannot be read are not about the same one.
  const own = name.state === "unknown" ? ` ${name.property}` : "";
  if (key === "singleheader" && which === " host") {
    return known(HOST_FIELD);
  }
  return known({ key: `${key}${which}${own}`, present: PRESENT.has(key) });
}

/** The names of the text transformations, in the order of their priorities. */
export function textTransformations(statement: Property): readonly string[] {
  const items = anyCase(statement, "textTransformations").items();
  if (items.state !== "known") {
    return items.state === "unknown" ? [items.property] : [];
  }
  return items.value.map((item) => {
    const type = anyCase(item, "type").text();
    return type.state === "known" ? type.value : item.path;
  });
}
