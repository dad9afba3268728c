import assert from "node:assert/strict";
import { test } from "node:test";
import { costExportUnits } from "../../pricing/cost-export-load.ts";
import { chargeOf, servicePrices } from "../../pricing/price.ts";
import type { PriceName } from "../../pricing/price-definitions.ts";
import { sum } from "../../pricing/sum.ts";

const load = { namespaces: 3, settleDays: 3, days: 30, monthsStored: 12, memoryMegabytes: 256 };

test("a night reads each namespace's and the API's charged metrics, and writes two files a day", () => {
  const units = costExportUnits(load);
  // 3 that handlers count, 5 that AppSync counts by namespace, 2 that it counts by API.
  assert.equal(units.metricsRequestedPerThousand, 32n * (3n * 8n + 2n));
  assert.equal(units.s3PutRequestsPerThousand, 30n * 3n * 2n);
  assert.equal(units.lambdaRequestsPerMillion, 30n);
  const one = costExportUnits({ ...load, settleDays: 1 });
  assert.equal(one.metricsRequestedPerThousand, 30n * 26n);
  assert.equal(one.s3PutRequestsPerThousand, 60n);
});

test("an export costs a few cents a month, and fifty namespaces less than a dollar", () => {
  const prices = servicePrices("eu-west-1", "2026-11-25");
  const dollars = (namespaces: number) => {
    const units = Object.entries(costExportUnits({ ...load, namespaces }));
    const charges = units.map(([name, quantity]) => chargeOf(prices(name as PriceName), quantity));
    return Number(sum(charges)) / 1e9;
  };
  assert.ok(dollars(3) > 0.005 && dollars(3) < 0.05, `${dollars(3)}`);
  assert.ok(dollars(50) < 1, `${dollars(50)}`);
});
