import {
  asList,
  asProperties,
  asText,
  isObject,
  type Properties,
} from "../../shared/properties.ts";
import { bytesOf } from "./bytes.ts";
import type { InspectedField } from "./inspection.ts";
import { INSPECTED_BODY_BYTES } from "./inspection.ts";

/**
 * Keys and values of a JSON body (AWS WAF API reference, `JsonBody`). A body that does not parse
 * takes its `InvalidFallbackBehavior`; without one AWS WAF inspects what comes before the fault,
 * and here the body is inspected as one text.
 */
export function jsonTexts(settings: Properties): InspectedField {
  const paths = asList(asProperties(settings.matchpattern).includedpaths).map((path) =>
    asText(path),
  );
  const scope = asText(settings.matchscope, "ALL");
  return ({ body }) => {
    const text = body.subarray(0, INSPECTED_BODY_BYTES).toString("utf8");
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      if (settings.invalidfallbackbehavior === "MATCH") {
        return true;
      }
      if (settings.invalidfallbackbehavior === "NO_MATCH") {
        return false;
      }
      return [bytesOf(text)];
    }
    const roots = paths.length === 0 ? [value] : paths.map((path) => at(value, path));
    return roots.flatMap((root) => textsBelow(root, scope)).map(bytesOf);
  };
}

/** The value at a JSON Pointer (RFC 6901); undefined where there is none. */
function at(value: unknown, pointer: string): unknown {
  const keys = pointer.split("/").slice(1);
  return keys
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((each, key) => {
      if (Array.isArray(each)) {
        return each[Number(key)];
      }
      return isObject(each) && Object.hasOwn(each, key) ? each[key] : undefined;
    }, value);
}

function textsBelow(value: unknown, scope: string): string[] {
  if (value === undefined) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((each) => textsBelow(each, scope));
  }
  if (!isObject(value)) {
    return scope === "KEY" ? [] : [String(value)];
  }
  return Object.entries(value).flatMap(([key, each]) => [
    ...(scope === "VALUE" ? [] : [key]),
    ...textsBelow(each, scope),
  ]);
}
