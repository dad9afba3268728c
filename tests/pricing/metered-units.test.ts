import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { METERED_UNIT_BYTES, meteredUnits } from "../../pricing/metered-units.ts";

describe("meteredUnits", () => {
  test("counts a message up to the unit as one, and one byte more as two", () => {
    assert.equal(meteredUnits(0), 1);
    assert.equal(meteredUnits(1), 1);
    assert.equal(meteredUnits(METERED_UNIT_BYTES), 1);
    assert.equal(meteredUnits(METERED_UNIT_BYTES + 1), 2);
    assert.equal(meteredUnits(240 * 1_024), 48);
  });

  test("takes the other reading of 5 KB", () => {
    assert.equal(meteredUnits(5_000, 5_000), 1);
    assert.equal(meteredUnits(5_001, 5_000), 2);
    assert.equal(meteredUnits(240 * 1_024, 5_000), 50);
  });

  test("is the smallest number of units that holds the message", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.constantFrom(5_000, 5_120), (bytes, unit) => {
        const units = meteredUnits(bytes, unit);
        assert.ok(units * unit >= bytes);
        assert.ok(units === 1 || (units - 1) * unit < bytes);
      }),
    );
  });

  test("refuses what is not a byte count", () => {
    for (const bytes of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => meteredUnits(bytes), RangeError);
    }
  });
});
