import { METERED_UNIT_BYTES } from "../../pricing/metered-units.ts";
import { exactJsonSize } from "./json-units.ts";

/** Bytes that a UTF-16 unit takes in UTF-8 at most, escapes aside (RFC 3629). */
const utf8BytesPerUnit = 3;
/** Below this share of a metered unit, escapes are taken not to add the rest of the unit. */
const certainShare = 0.8;
const certainUnits = (METERED_UNIT_BYTES * certainShare) / utf8BytesPerUnit;

/**
 * The JSON size of a published event in bytes, for metering. Exact when it matters: an event that
 * lies well inside its first metered unit is counted by its UTF-16 units, since writing its JSON
 * would cost more than all the rest of handling it.
 *
 * @param units What `jsonUnits` counts of the payload, NaN for unknown.
 */
export const eventBytes = (payload: unknown, units: number): number => {
  if (units <= certainUnits) return units;
  try {
    return exactJsonSize(payload);
  } catch {
    return 0;
  }
};
