import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { quotedUsd } from "../../pricing/money.ts";
import {
  chargeOf,
  firstRate,
  type Price,
  priceOf,
  priceOrStandIn,
  type Tier,
} from "../../pricing/price.ts";
import { PRICE_DEFINITIONS, type PriceName } from "../../pricing/price-definitions.ts";

const DAY = "2026-11-24";
function quoted(price: Price | undefined) {
  return price && quotedUsd(firstRate(price), PRICE_DEFINITIONS[price.name].quotedFor);
}

describe("priceOf", () => {
  test("reads back what AWS's pricing pages quote", () => {
    const page: readonly (readonly [PriceName, string])[] = [
      ["operationsPerMillion", "1.00"],
      ["connectionMinutesPerMillion", "0.08"],
      ["lambdaRequestsPerMillion", "0.20"],
      ["lambdaGigabyteSecond", "0.0000133334"],
      ["webAclRequestsPerMillion", "0.60"],
      ["logIngestionGigabyte", "0.50"],
      ["dynamoDbWriteRequestUnitsPerMillion", "0.625"],
      ["kmsRequestsPerTenThousand", "0.03"],
      ["secretRequestsPerTenThousand", "0.05"],
      ["s3PutRequestsPerThousand", "0.005"],
      ["metricsRequestedPerThousand", "0.01"],
    ];
    for (const [name, usd] of page) {
      assert.equal(quoted(priceOf(name, "us-east-1", DAY)), usd, name);
    }
  });

  test("takes any price from the stage instead, for the units in its name and with its note", () => {
    const note = "private pricing addendum of 2026";
    const overrides = { lambdaGigabyteSecond: { usd: "0.0000120001", note }, webAclMonth: 4 };
    const lambda = priceOf("lambdaGigabyteSecond", "us-east-1", DAY, overrides);
    assert.equal(quoted(lambda), "0.0000120001");
    assert.equal(lambda?.tiers.length, 1);
    assert.match(lambda?.source ?? "", /stage's prices: private pricing addendum of 2026/);
    assert.equal(quoted(priceOf("webAclMonth", "ap-south-1", DAY, overrides)), "4.00");
  });

  test("differs by region", () => {
    assert.equal(quoted(priceOf("logIngestionGigabyte", "eu-west-1", DAY)), "0.57");
    assert.equal(priceOf("logIngestionGigabyte", "ap-south-1", DAY), undefined);
  });
});

describe("priceOrStandIn", () => {
  test("says that another region's price stands in", () => {
    const price = priceOrStandIn("natGatewayHour", "eu-west-1", DAY);
    assert.equal(price.standsInFrom, "us-east-1");
    assert.equal(priceOrStandIn("logIngestionGigabyte", "eu-west-1", DAY).standsInFrom, undefined);
  });
});

describe("chargeOf", () => {
  test("charges each part of a quantity at its tier", () => {
    const metrics = priceOrStandIn("customMetricMonth", "us-east-1", DAY);
    // 10,000 at 0.30, 240,000 at 0.10, 750,000 at 0.05, and one more at 0.02 US dollars.
    assert.equal(chargeOf(metrics, 10_000n), 3_000_000_000_000n);
    assert.equal(chargeOf(metrics, 10_001n), 3_000_100_000_000n);
    assert.equal(
      chargeOf(metrics, 1_000_001n),
      (3_000n + 24_000n + 37_500n) * 10n ** 9n + 20_000_000n,
    );
  });

  test("counts tiers in the list's units: Lambda's second begins at 7.5 billion GB-seconds", () => {
    const duration = priceOrStandIn("lambdaGigabyteSecond", "us-east-1", DAY);
    const gigabyteSecond = 1_024_000n;
    const tier = 7_500_000_000n * gigabyteSecond;
    assert.equal(chargeOf(duration, tier), 100_000_500_000_000n);
    assert.equal(
      chargeOf(duration, tier + 10_000n * gigabyteSecond) - chargeOf(duration, tier),
      120_001_000n,
    );
  });

  test("never falls when the quantity grows, and is nothing for nothing", () => {
    const tier = fc.record({ width: fc.bigInt(1n, 10n ** 12n), nano: fc.bigInt(0n, 10n ** 9n) });
    fc.assert(
      fc.property(
        fc.array(tier, { minLength: 1, maxLength: 4 }),
        fc.bigInt(0n, 10n ** 13n),
        (parts, quantity) => {
          let from = 0n;
          const tiers = parts.map(({ width, nano }): Tier => {
            const each = { from, rate: { nanoDollars: nano, per: 1_000n } };
            from += width;
            return each;
          });
          const price = {
            name: "webAclMonth",
            effectiveFrom: DAY,
            tiers,
            source: "",
          } as unknown as Price;
          assert.equal(chargeOf(price, 0n), 0n);
          assert.ok(chargeOf(price, quantity) <= chargeOf(price, quantity + 1n));
        },
      ),
    );
  });
});
