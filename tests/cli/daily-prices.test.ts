import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { reportCommand } from "../../cli/cost/report-command.ts";
import { DailyPrices, pricesText } from "../../cost/daily-prices.ts";
import { focusRows } from "../../cost/focus-rows.ts";
import { reportLines } from "../../cost/report-lines.ts";
import type { Usage } from "../../cost/usage.ts";
import type { ListedPrice, PriceListData } from "../../pricing/price-list.ts";
import { UnknownPriceError } from "../../pricing/prices.ts";
import { busyMonth, capturedMetrics } from "./captured-metrics.ts";
import { capturedReport } from "./captured-report.ts";

function entry(effectiveFrom: string, usd: string): ListedPrice {
  return {
    effectiveFrom,
    tiers: [{ from: "0", usd }],
    source: effectiveFrom,
  };
}

/** Operations become dearer on 2026-10-15. */
const list: PriceListData = {
  sources: {},
  regions: {
    "eu-west-1": {
      name: "Europe (Ireland)",
      usageTypePrefix: "EU",
      prices: {
        operationsPerMillion: [entry("2026-10-02", "0.000001"), entry("2026-10-15", "0.0000015")],
        connectionMinutesPerMillion: [entry("2026-10-02", "0.00000008")],
      },
    },
  },
};

function counted(day: string, quantity: bigint): Usage {
  return {
    ...{ day, quantity, eventApiId: "api1", namespace: "orders" },
    ...{ kind: "inbound", source: "handler" },
  };
}

describe("a report over a month in which a price changes", () => {
  const usage = [counted("2026-10-14", 1_000_000n), counted("2026-10-15", 1_000_000n)];

  test("values each day at its day's price", () => {
    const lines = reportLines(usage, new DailyPrices("eu-west-1", {}, list));
    assert.deepEqual(
      lines.map(({ day, cost }) => [day, cost]),
      [
        ["2026-10-14", 1_000_000_000n],
        ["2026-10-15", 1_500_000_000n],
      ],
    );
  });

  test("names each price that was in force, once", () => {
    const prices = new DailyPrices("eu-west-1", {}, list);
    const days = ["2026-10-03", "2026-10-14", "2026-10-15", "2026-10-31"];
    assert.equal(
      pricesText(prices.inForce(days)),
      "2026-10-02, in force from 2026-10-02; then 2026-10-15; 2026-10-02, in force from 2026-10-15",
    );
  });

  test("keeps the list's price of the day beside the stage's own", () => {
    const own = new DailyPrices("eu-west-1", { operationsPerMillion: 0.5 }, list);
    const [first, second] = reportLines(usage, own);
    assert.equal(first?.cost, 500_000_000n);
    assert.equal(second?.cost, 500_000_000n);
    assert.notDeepEqual(first?.listRate, second?.listRate);
  });

  test("has no price for a day before the oldest entry", () => {
    const early = [counted("2026-10-01", 1n)];
    assert.throws(
      () => reportLines(early, new DailyPrices("eu-west-1", {}, list)),
      UnknownPriceError,
    );
  });
});

test("FOCUS rows take unit prices from their line, so that cost is price times quantity each day", async (t) => {
  const report = await capturedReport(t, busyMonth());
  const [line, ...others] = report.lines;
  assert.ok(line);
  const changed = { ...line, rate: { nanoDollars: 1_500n, per: 1n }, quantity: 2n };
  const [row] = focusRows(
    { ...report, lines: [changed, ...others] },
    { accountId: "111122223333" },
  );
  assert.equal(row?.ContractedUnitPrice, "0.0000015");
  assert.equal(row?.EffectiveCost, "0.000003");
});

describe("a report in a region without a known price", () => {
  const request = { stage: "prod", month: "2026-10", costExplorer: false, json: false };
  const now = new Date("2026-11-02T00:00:00Z");

  test("shows counts without dollars, says why, and refuses files that would have none", async (t) => {
    const metrics = await capturedMetrics(t, busyMonth());
    const stageFile = await readFile(new URL("../../Pulumi.prod.yaml", import.meta.url), "utf8");
    const text = stageFile.replace("aws:region: eu-west-1", "aws:region: ap-south-2");
    await writeFile(join(metrics, "Pulumi.local.yaml"), text);
    const asked = { ...request, stage: "local", root: metrics, metrics, now };
    const shown = await reportCommand(asked);
    assert.match(shown, /^Usage of stage local in 2026-10, without dollars\n/);
    assert.match(
      shown,
      /No dollars: price of Event APIs: got region "ap-south-2".*prices --update/,
    );
    assert.match(shown, /orders +inbound +handler +[\d,]+/);
    assert.doesNotMatch(shown, /\$\d|NaN|undefined/);
    const json = JSON.parse(await reportCommand({ ...asked, json: true }));
    assert.match(json.unknownPrice, /ap-south-2/);
    assert.ok(json.usage.length > 0);
    const csv = join(metrics, "report.csv");
    await assert.rejects(reportCommand({ ...asked, csv }), /report\.csv would have no dollars/);
    await assert.rejects(readFile(csv), /ENOENT/);
  });
});
