/**
 * Bytes of one metered unit. AWS says "5 KB" and, in other places, "5 kB"; which of 5,120 and 5,000
 * bytes is meant is not public, so both are bounds of the assumption `bytesPerMeteredUnit`.
 * Source: AppSync Events Developer Guide, CloudWatch metrics (`InboundMessages` counts 5 kB units).
 */
export const METERED_UNIT_BYTES = 5_120;

/**
 * Metered units of one message: its bytes in UTF-8, divided by the unit and rounded up; a message
 * is never less than one unit. Each unit is one operation, inbound as well as per subscriber.
 * Throws RangeError for a byte count that is not a whole number of at least 0.
 */
export function meteredUnits(bytes: number, unitBytes: number = METERED_UNIT_BYTES): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    throw new RangeError(`bytes of a message: got ${bytes}, allowed is a whole number from 0`);
  }
  return Math.max(1, Math.ceil(bytes / unitBytes));
}
