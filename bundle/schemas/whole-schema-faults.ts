import { isJsonObject } from "./json-values.ts";
import type { PlainSchema } from "./plain-schema.ts";
import type { SchemaFault } from "./schema-fault.ts";
import { passageOf } from "./whole-schema.ts";

/** Kinds of TypeBox that check nothing, or let nothing through, because their author says so. */
const ON_PURPOSE = new Set(["Any", "Unknown", "Never"]);

/** Whether a schema says itself that it lets everything or nothing through. */
export function isOnPurpose(schema: unknown): boolean {
  const kind = isJsonObject(schema) ? schema["~kind"] : undefined;
  return typeof kind === "string" && ON_PURPOSE.has(kind);
}

/**
 * Faults of a schema whose keywords are each in order and which still checks nothing, or lets no event
 * through, as a whole.
 *
 * @param plain The same schema in its plain form.
 */
export function wholeFaults(schema: unknown, plain: PlainSchema): readonly SchemaFault[] {
  if (isOnPurpose(schema)) {
    return [];
  }
  const passage = passageOf(plain);
  if (passage === "all") {
    return [
      {
        pointer: "",
        problem: "has no keyword that checks anything, so that every event would pass",
        fix: "describe the events, or write Type.Unknown() if every event is meant to pass",
      },
    ];
  }
  if (passage === "none") {
    return [
      {
        pointer: "",
        problem: "asks for what contradicts itself, so that no value matches",
        fix: "look for schemas in allOf or Type.Intersect() that exclude each other, such as two with additionalProperties: false, for a required property that is never allowed, and for a type that requires itself; or write Type.Never() if no event is meant to pass",
      },
    ];
  }
  return [];
}
