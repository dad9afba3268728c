import { isDeepStrictEqual } from "node:util";
import { isArchive, isAsset, isObject, type Properties } from "../../shared/properties.ts";

/** One changed place in a resource's inputs, as a property path (`eventConfig.logConfig.logLevel`). */
export interface PropertyDifference {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** Properties that hold a JSON document as text: only its meaning counts. */
const JSON_DOCUMENTS = new Set([
  "assumeRolePolicy",
  "dashboardBody",
  "eventPattern",
  "filterPolicy",
  "policy",
  "policyDocument",
]);

/** Properties that are sets: their order says nothing. */
const SETS = new Set(["alarmActions", "insufficientDataActions", "managedPolicyArns", "okActions"]);

/**
 * Where two versions of a resource's inputs differ. A value that a preview does not know counts as
 * changed; assets and archives are compared by their hash.
 */
export function propertyDifferences(before: Properties, after: Properties): PropertyDifference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => !name.startsWith("__"))
    .sort()
    .flatMap((name) => differences(name, normal(name, before[name]), normal(name, after[name])));
}

function differences(path: string, before: unknown, after: unknown): PropertyDifference[] {
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  if (before === undefined || before === null) {
    return [{ path, kind: "add" }];
  }
  if (after === undefined || after === null) {
    return [{ path, kind: "delete" }];
  }
  if (isContent(before) && isContent(after)) {
    return before.hash === after.hash ? [] : [{ path, kind: "update" }];
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(member(path, name), before[name], after[name]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const most = Math.max(before.length, after.length);
    return Array.from({ length: most }, (_, index) =>
      differences(`${path}[${index}]`, before[index], after[index]),
    ).flat();
  }
  return [{ path, kind: "update" }];
}

function member(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function isContent(value: unknown): value is Properties {
  return isAsset(value) || isArchive(value);
}

function normal(name: string, value: unknown): unknown {
  if (JSON_DOCUMENTS.has(name) && typeof value === "string") {
    return parsed(value);
  }
  if (SETS.has(name) && Array.isArray(value)) {
    return value.toSorted();
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return { document: JSON.parse(text) };
  } catch {
    return text;
  }
}
