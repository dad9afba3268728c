import { Type } from "typebox";
import { Value } from "typebox/value";
import { type Exemption, type Exemptions, exemptionsKey, lastMoment } from "./exemptions.ts";

/** The schema of an {@link Exemption}. */
const ExemptionSchema = Type.Object(
  {
    rule: Type.String({ minLength: 1 }),
    resource: Type.String({ minLength: 1, description: "Name or URN of the resource" }),
    reason: Type.String({ minLength: 10 }),
    owner: Type.String({ minLength: 1 }),
    expires: Type.String({
      pattern: "^\\d{4}-\\d{2}-\\d{2}(T00:00:00Z)?$",
      description: "The last day it holds, in UTC: 2026-12-31",
    }),
  },
  { additionalProperties: false },
);
/**
 * Reads the setting `policies:exemptions`, a list.
 *
 * @param text The setting as JSON text.
 * @param rules The names that `rule` may take.
 */
export const readExemptions = (text: string, rules: readonly string[]): Exemptions => {
  const list = parseList(text);
  if (list === undefined) return { entries: [], faults: [`${exemptionsKey} must be a list`] };
  const read = list.map((entry, at) => readExemption(entry, `${exemptionsKey}[${at}]`, rules));
  return {
    entries: read.flatMap(({ entry }) => entry ?? []),
    faults: read.flatMap(({ faults }) => faults),
  };
};

const parseList = (text: string): unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const readExemption = (
  entry: unknown,
  at: string,
  rules: readonly string[],
): { readonly entry?: Exemption; readonly faults: readonly string[] } => {
  if (!Value.Check(ExemptionSchema, entry)) {
    const faults = Value.Errors(ExemptionSchema, entry).map(
      ({ instancePath, message }) => `${at}${instancePath.replaceAll("/", ".")} ${message}`,
    );
    return { faults };
  }
  if (!rules.includes(entry.rule)) {
    return { faults: [`${at}.rule names no rule; rules are ${rules.join(", ")}`] };
  }
  if (Number.isNaN(lastMoment(entry).valueOf())) {
    return { faults: [`${at}.expires is no date of the calendar`] };
  }
  return { entry, faults: [] };
};
