import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decimal } from "../../pricing/money.ts";
import { PRICE_NAMES } from "../../pricing/price-definitions.ts";
import {
  hasEventApis,
  type ListedPrice,
  listedPrice,
  PRICE_LIST,
  type PriceListData,
  usageTypePrefix,
} from "../../pricing/price-list.ts";

const entries = Object.entries(PRICE_LIST.regions).flatMap(([region, { prices }]) =>
  Object.entries(prices).map(([name, listed]) => ({ region, name, listed })),
);

describe("the price list", () => {
  test("has every price in us-east-1, which stands in where a region's own is not known", () => {
    const missing = PRICE_NAMES.filter((name) => !listedPrice(name, "us-east-1", "2026-11-24"));
    assert.deepEqual(missing, []);
  });

  test("names only prices that are defined, each with a source that it holds", () => {
    for (const { region, name, listed } of entries) {
      assert.ok((PRICE_NAMES as readonly string[]).includes(name), `${region}: ${name}`);
      for (const { source } of listed) {
        assert.ok(PRICE_LIST.sources[source], `${region}: ${source}`);
      }
    }
  });

  test("keeps entries in the order of their days, and tiers in that of their quantities", () => {
    for (const { region, name, listed } of entries) {
      const where = `${region} ${name}`;
      const days = listed.map(({ effectiveFrom }) => effectiveFrom);
      assert.deepEqual(days, [...new Set(days)].sort(), where);
      for (const day of days) {
        assert.match(day, /^\d{4}-\d{2}-\d{2}$/, where);
      }
      for (const { tiers } of listed) {
        const from = tiers.map((tier) => BigInt(tier.from));
        assert.equal(from[0], 0n, where);
        assert.ok(
          from.every((each, index) => index === 0 || each > (from[index - 1] ?? 0n)),
          where,
        );
        for (const { usd } of tiers) {
          assert.ok(decimal(usd).digits > 0n, where);
        }
      }
    }
  });

  test("has the 33 regions of AWS AppSync, each with a usage type prefix of its own", () => {
    const regions = Object.keys(PRICE_LIST.regions);
    assert.equal(regions.length, 33);
    assert.equal(new Set(regions.map(usageTypePrefix)).size, 33);
    assert.equal(usageTypePrefix("eu-west-1"), "EU");
    assert.equal(usageTypePrefix("ap-northeast-2"), "APN2");
    assert.equal(hasEventApis("ap-south-1"), true);
    assert.equal(hasEventApis("mx-central-1"), false);
    assert.equal(hasEventApis("constructor"), false);
  });
});

describe("listedPrice", () => {
  const entry = (effectiveFrom: string, usd: string): ListedPrice => ({
    effectiveFrom,
    tiers: [{ from: "0", usd }],
    source: "page",
  });
  const list: PriceListData = {
    sources: {},
    regions: {
      "eu-west-1": {
        name: "Europe (Ireland)",
        usageTypePrefix: "EU",
        prices: { operationsPerMillion: [entry("2026-01-01", "1"), entry("2026-03-15", "2")] },
      },
    },
  };
  const on = (day: string) => listedPrice("operationsPerMillion", "eu-west-1", day, list);

  test("takes the entry in force on the day, and none before the oldest", () => {
    assert.equal(on("2025-12-31"), undefined);
    assert.equal(on("2026-01-01")?.tiers[0]?.usd, "1");
    assert.equal(on("2026-03-14")?.tiers[0]?.usd, "1");
    assert.equal(on("2026-03-15")?.tiers[0]?.usd, "2");
  });

  test("knows nothing of a region or a price that is not listed", () => {
    assert.equal(listedPrice("kmsKeyMonth", "eu-west-1", "2026-11-24", list), undefined);
    assert.equal(listedPrice("operationsPerMillion", "eu-west-9", "2026-11-24", list), undefined);
  });
});
