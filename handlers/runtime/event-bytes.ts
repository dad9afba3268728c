import { METERED_UNIT_BYTES } from "../../pricing/metered-units.ts";
import { exactJsonSize, jsonSize } from "./json-size.ts";

/** Below this share of a metered unit, escapes are taken not to add the rest of the unit. */
const certainShare = 0.8;

/**
 * The JSON size of a published event in bytes, for metering. Exact when it matters: an event well
 * inside its first metered unit is counted without its escapes, which cannot move it to the second
 * unit unless they add a quarter.
 */
export const eventBytes = (payload: unknown): number => {
  const size = jsonSize(payload);
  if (size && size.unescaped <= METERED_UNIT_BYTES * certainShare) return size.unescaped;
  try {
    return exactJsonSize(payload);
  } catch {
    return size?.unescaped ?? 0;
  }
};
