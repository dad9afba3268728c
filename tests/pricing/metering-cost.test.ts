import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { HANDLER_METRICS, OCCASIONAL_METRICS } from "../../pricing/handler-metrics.ts";
import {
  METRIC_LINE_BYTES,
  METRICS_PER_NAMESPACE,
  type MeteredLoad,
  meteringCost,
  metricLines,
} from "../../pricing/metering-cost.ts";
import { servicePrices } from "../../pricing/price.ts";

const prices = servicePrices("us-east-1", "2026-11-24");

/** One event for each invocation, one container, an invocation each `seconds`. */
function oneEventEach(seconds: number, flush: MeteredLoad["flush"]): MeteredLoad {
  const invocations = BigInt(Math.floor((30 * 86_400) / seconds));
  return { flush, invocations, operations: invocations * 2n, containers: 1n, days: 30n };
}

function shareOf(part: bigint, load: MeteredLoad) {
  return Number(part) / Number(load.operations * 1_000n);
}

describe("what metering costs", () => {
  test("is the ingestion of its lines and its custom metrics", () => {
    const load = oneEventEach(1, "invocation");
    const { lines, logIngestion, customMetrics, total } = meteringCost(load, prices);
    assert.equal(lines, 2_592_000n);
    assert.equal(logIngestion, (lines * (METRIC_LINE_BYTES + 26n)) / 2n);
    assert.equal(customMetrics, 1_800_000_000n);
    assert.equal(total, logIngestion + customMetrics);
  });

  test("in log lines stays under 5 % with one event per invocation when it aggregates", () => {
    for (const seconds of [0.01, 0.1, 1, 10]) {
      const load = oneEventEach(seconds, "aggregate");
      const share = shareOf(meteringCost(load, prices).logIngestion, load);
      assert.ok(share < 0.05, `${share} at one invocation each ${seconds} s`);
    }
    const flushed = oneEventEach(1, "invocation");
    assert.ok(shareOf(meteringCost(flushed, prices).logIngestion, flushed) > 0.05);
  });

  test("in all stays under 5 % from eight invocations per second on", () => {
    const load = oneEventEach(1 / 8, "aggregate");
    assert.ok(shareOf(meteringCost(load, prices).total, load) < 0.05);
  });

  test("never counts more lines aggregated than one for each invocation", () => {
    const load = fc.record({
      invocations: fc.bigInt({ min: 0n, max: 10n ** 10n }),
      operations: fc.bigInt({ min: 0n, max: 10n ** 11n }),
      containers: fc.bigInt({ min: 1n, max: 1_000n }),
      days: fc.bigInt({ min: 28n, max: 31n }),
    });
    fc.assert(
      fc.property(load, (each) => {
        const aggregated = metricLines({ ...each, flush: "aggregate" });
        assert.ok(aggregated <= metricLines({ ...each, flush: "invocation" }));
      }),
    );
  });

  test("counts as many metrics as a handler always emits, ColdStart among them", () => {
    const always = Object.keys(HANDLER_METRICS).length - OCCASIONAL_METRICS.length;
    assert.equal(METRICS_PER_NAMESPACE, BigInt(always) + 1n);
  });
});
