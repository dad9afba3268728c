import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cost } from "../../pricing/money.ts";
import { operationsUsdPerMillion, pricesFor, UnknownPriceError } from "../../pricing/prices.ts";

describe("pricesFor", () => {
  test("gives the list's price with its day and source", () => {
    for (const region of ["eu-west-1", "us-east-1"]) {
      const prices = pricesFor(region, "2026-11-24");
      assert.equal(cost(1_000_000n, prices.operation), 1_000_000_000n);
      assert.equal(cost(1_000_000n, prices.connectionMinute), 80_000_000n);
      assert.equal(prices.effectiveFrom, "2024-10-30");
      assert.match(prices.source, /AWS AppSync pricing page/);
    }
  });

  test("gives no price for a day before the service was sold", () => {
    assert.throws(() => pricesFor("eu-west-1", "2024-10-29"), UnknownPriceError);
  });

  test("takes both prices of an unlisted region from the stage, and says so", () => {
    const own = { operationsPerMillion: 1.1, connectionMinutesPerMillion: "0.09" };
    const prices = pricesFor("ap-south-1", "2026-11-24", own);
    assert.equal(prices.operation.nanoDollars, 1_100_000_000n);
    assert.match(prices.source, /^the stage's prices/);
    assert.throws(
      () => pricesFor("ap-south-1", "2026-11-24", { operationsPerMillion: 1.1 }),
      /give connectionMinutesPerMillion \(US dollars\)/,
    );
  });

  test("names the agreements that the stage's prices come from", () => {
    const own = {
      operationsPerMillion: { usd: "0.9", note: "addendum of 2026" },
      connectionMinutesPerMillion: { usd: 0.07, note: "addendum of 2025" },
    };
    const { source, operation } = pricesFor("eu-west-1", "2026-11-24", own);
    assert.equal(
      source,
      "the stage's prices (operationsPerMillion, connectionMinutesPerMillion; addendum of 2026; addendum of 2025)",
    );
    assert.equal(cost(1_000_000n, operation), 900_000_000n);
    assert.equal(operationsUsdPerMillion("eu-west-1", "2026-11-24", own), "0.900000000");
  });

  test("refuses a negative price", () => {
    assert.throws(
      () => pricesFor("eu-west-1", "2026-11-24", { operationsPerMillion: -1 }),
      RangeError,
    );
  });
});
