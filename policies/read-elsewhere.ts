import { Type } from "typebox";
import { dayFault } from "./calendar-day.ts";
import { ELSEWHERE_KINDS, type Elsewhere } from "./elsewhere.ts";
import { type Records, readRecords, wordingFaults } from "./read-records.ts";

/** The schema of an {@link Elsewhere}. */
const ElsewhereSchema = Type.Object(
  {
    kind: Type.Enum([...ELSEWHERE_KINDS]),
    matches: Type.String({ minLength: 1 }),
    owner: Type.String(),
    reason: Type.String(),
    reviewBy: Type.String({ description: "The last day it holds, in UTC: 2026-12-31" }),
  },
  { additionalProperties: false },
);

/**
 * Reads a list of what lives elsewhere.
 *
 * @param at Where the list is set.
 * @param list The list, or its JSON text.
 * @param maximumDays How far away `reviewBy` may be.
 */
export function readElsewhere(
  at: string,
  list: unknown,
  now: Date,
  maximumDays: number,
): Records<Elsewhere> {
  return readRecords(at, list, ElsewhereSchema, (entry) => {
    const day = dayFault(entry.reviewBy, now, maximumDays);
    return [
      ...(names(entry.matches)
        ? []
        : [
            "matches must name what it vouches for: an ARN with its service and account, or three " +
              "characters beside *",
          ]),
      ...wordingFaults(entry),
      ...(day === undefined ? [] : [`reviewBy ${day}`]),
    ];
  });
}

/** A pattern that fits everything would vouch for whatever comes tomorrow. */
function names(pattern: string): boolean {
  return pattern.startsWith("arn:")
    ? /^arn:[^:*]+:[^:*]+:[^:]*:[^:*]+:.*[^*:/].*$/.test(pattern)
    : pattern.replace(/[*\s]/g, "").length >= 3;
}
