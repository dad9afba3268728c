import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { approximateUsd, cost, decimal, displayUsd, rate, usd } from "../../pricing/money.ts";
import { pricesFor } from "../../pricing/prices.ts";

const amount = fc.bigInt({ min: 0n, max: 10n ** 24n });
const quantity = fc.bigInt({ min: 0n, max: 10n ** 12n });

describe("money", () => {
  test("does not drift over 10^12 operations counted one batch at a time", () => {
    const { operation } = pricesFor("us-east-1", "2026-01-01");
    fc.assert(
      fc.property(fc.array(quantity, { minLength: 1, maxLength: 50 }), (batches) => {
        const summed = batches.reduce((total, batch) => total + cost(batch, operation), 0n);
        const operations = batches.reduce((total, batch) => total + batch, 0n);
        assert.equal(summed, cost(operations, operation));
        assert.equal(summed, operations * 1_000n);
      }),
    );
    assert.equal(usd(cost(10n ** 12n, operation)), "1000000.000000000");
    assert.equal(usd(cost(10n ** 12n - 1n, operation)), "999999.999999000");
  });

  test("rounds half up, at most half a nano-dollar away from the exact amount", () => {
    fc.assert(
      fc.property(quantity, fc.bigInt({ min: 1n, max: 10n ** 9n }), (units, per) => {
        const rounded = cost(units, { nanoDollars: 7n, per });
        const twiceOff = 2n * rounded * per - 2n * units * 7n;
        assert.ok(twiceOff <= per && -twiceOff < per);
      }),
    );
  });

  test("reads decimals exactly, as numbers and as text", () => {
    assert.deepEqual(decimal(0.1), { digits: 1n, scale: 10n });
    assert.deepEqual(decimal("0.0000133334"), { digits: 133_334n, scale: 10n ** 10n });
    assert.deepEqual(decimal(8e-8), { digits: 8n, scale: 10n ** 8n });
    assert.deepEqual(decimal(1.5e21), { digits: 15n * 10n ** 20n, scale: 1n });
    assert.deepEqual(rate("0.0000133334", 1n), {
      nanoDollars: 133_334n * 10n ** 9n,
      per: 10n ** 10n,
    });
    assert.equal(cost(10n, rate("0.0000133334", 1n)), 133_334n);
  });

  test("refuses what is not a price", () => {
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, "e3", "", "1,00", "-2", "$1"]) {
      assert.throws(() => rate(value, 1n), RangeError, String(value));
    }
  });

  test("prints amounts that read back to the same nano-dollars", () => {
    fc.assert(
      fc.property(amount, (value) => {
        const { digits, scale } = decimal(usd(value));
        assert.equal((digits * 10n ** 9n) / scale, value);
      }),
    );
    assert.equal(usd(-1_500_000_000n), "-1.500000000");
  });

  test("shows cents to people, and small amounts in full", () => {
    assert.equal(displayUsd(0n), "$0.00");
    assert.equal(displayUsd(1_234_567_890_000_000n), "$1,234,567.89");
    assert.equal(displayUsd(2_000n), "$0.000002");
    assert.equal(displayUsd(995_000_000n), "$1.00");
    assert.equal(displayUsd(-16_902_000_000n), "-$16.90");
    assert.equal(approximateUsd(1_500_000_000n), 1.5);
  });
});
