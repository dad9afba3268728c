import { type Static, Type } from "typebox";
import { dayFault } from "./calendar-day.ts";
import type { ExemptionRecord } from "./exemption-record.ts";
import { EXEMPTIONS_KEY, type Exemption } from "./exemptions.ts";
import { type Records, readRecord, readRecords, wordingFaults } from "./read-records.ts";

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

/** In a program the resource is given by itself, and with one finding there is nothing to choose. */
const DeclaredSchema = Type.Object(
  { ...ExemptionSchema.properties, finding: Type.Optional(ExemptionSchema.properties.finding) },
  { additionalProperties: false },
);

/** What exemptions are checked against. */
export interface ExemptionLimits {
  /** The names that `rule` may take. */
  readonly rules: readonly string[];
  readonly now: Date;
  /** How far away `expires` may be. */
  readonly maximumDays: number;
}

/**
 * Reads the setting `policies:exemptions`, a list.
 *
 * @param text The setting as JSON text.
 */
export function readExemptions(text: string, limits: ExemptionLimits): Records<Exemption> {
  return readRecords(EXEMPTIONS_KEY, text, ExemptionSchema, (entry) => faultsOf(entry, limits));
}

/** Reads an exemption that a program declares beside a resource. */
export function readDeclared(
  { component, content }: ExemptionRecord,
  limits: ExemptionLimits,
): Records<Exemption> {
  const { entries, faults } = readRecord(
    `exempt() in "${component.name}"`,
    content,
    DeclaredSchema,
    (entry) => faultsOf(entry, limits),
  );
  return { entries: entries.map((entry) => ({ ...entry, declaredBy: component.urn })), faults };
}

function faultsOf(
  entry: Static<typeof DeclaredSchema>,
  { rules, now, maximumDays }: ExemptionLimits,
): readonly string[] {
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
}
