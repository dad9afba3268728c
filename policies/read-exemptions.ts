import { Type } from "typebox";
import { dayFault } from "./calendar-day.ts";
import { type Exemption, exemptionsKey } from "./exemptions.ts";
import { type Records, readRecords, wordingFaults } from "./read-records.ts";

const Sentence = Type.String({ pattern: "\\S" });

/** The schema of an {@link Exemption}. */
const ExemptionSchema = Type.Object(
  {
    rule: Type.String({ minLength: 1 }),
    resource: Type.String({ minLength: 1, description: "URN of the resource, or its name" }),
    type: Type.Optional(Type.String({ minLength: 1, description: "Type token, beside a name" })),
    finding: Type.Union([Sentence, Type.Array(Sentence, { minItems: 1 })], {
      description: "What was found, in the words of the violation",
    }),
    reason: Type.String(),
    owner: Type.String(),
    expires: Type.String({ description: "The last day it holds, in UTC: 2026-12-31" }),
  },
  { additionalProperties: false },
);

/**
 * Reads the setting `policies:exemptions`, a list.
 *
 * @param text The setting as JSON text.
 * @param rules The names that `rule` may take.
 * @param maximumDays How far away `expires` may be.
 */
export function readExemptions(
  text: string,
  rules: readonly string[],
  now: Date,
  maximumDays: number,
): Records<Exemption> {
  return readRecords(exemptionsKey, text, ExemptionSchema, (entry) => {
    const day = dayFault(entry.expires, now, maximumDays);
    const isUrn = entry.resource.startsWith("urn:pulumi:");
    return [
      ...(rules.includes(entry.rule) ? [] : [`rule names no rule; rules are ${rules.join(", ")}`]),
      ...(isUrn || entry.type !== undefined
        ? []
        : ["type must be given beside a name, as in aws:appsync/api:Api; or give the URN"]),
      ...wordingFaults(entry),
      ...(day === undefined ? [] : [`expires ${day}`]),
    ];
  }) as Records<Exemption>;
}
