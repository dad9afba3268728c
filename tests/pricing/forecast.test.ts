import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { assumptionValues } from "../../pricing/assumptions.ts";
import { forecast, monthForecast } from "../../pricing/forecast.ts";
import { displayUsd } from "../../pricing/money.ts";
import { pricesFor } from "../../pricing/prices.ts";
import type { Traffic } from "../../pricing/traffic.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

const STAGE = { region: "eu-west-1", day: "2026-11-24", resources: [] };
function dollars(text: string) {
  return BigInt(text.replace(".", "").padEnd(text.indexOf(".") + 9, "0"));
}

describe("forecast of the worked example", () => {
  const result = forecast({ ...STAGE, traffic: { orders: WORKED_EXAMPLE } });
  const [orders] = result.namespaces;

  test("counts each kind of operation exactly", () => {
    const quantities = Object.fromEntries(orders?.lines.map((l) => [l.kind, l.quantity]) ?? []);
    assert.deepEqual(quantities, {
      inbound: 300_000n,
      outbound: 15_000_000n,
      handler: 360_000n,
      connect: 30_000n,
      subscribe: 60_000n,
      ping: 0n,
      connectionMinute: 14_400_000n,
    });
    assert.equal(orders?.operations, 15_750_000n);
  });

  test("costs exactly 16.902 dollars, shown as 16.90", () => {
    const costs = Object.fromEntries(orders?.lines.map((l) => [l.kind, l.cost]) ?? []);
    assert.equal(costs.inbound, dollars("0.30"));
    assert.equal(costs.outbound, dollars("15.00"));
    assert.equal(costs.handler, dollars("0.36"));
    assert.equal((costs.connect ?? 0n) + (costs.subscribe ?? 0n), dollars("0.09"));
    assert.equal(costs.connectionMinute, dollars("1.152"));
    assert.equal(result.eventApi, dollars("16.902"));
    assert.equal(displayUsd(result.eventApi ?? 0n), "$16.90");
  });

  test("costs 14.40 more when the keep-alive is billed as a ping", () => {
    const assumed = { ...assumptionValues("expected"), pingsPerConnectionMinute: 1 };
    const traffic = { orders: WORKED_EXAMPLE };
    const month = monthForecast({ ...STAGE, traffic }, pricesFor("eu-west-1", STAGE.day), assumed);
    assert.equal((month.eventApi ?? 0n) - (result.eventApi ?? 0n), dollars("14.40"));
  });

  test("costs 15.30 more with events of 6 KB", () => {
    const traffic = { orders: { ...WORKED_EXAMPLE, eventBytes: 6 * 1_024 } };
    const larger = forecast({ ...STAGE, traffic });
    assert.equal((larger.eventApi ?? 0n) - (result.eventApi ?? 0n), dollars("15.30"));
  });
});

const anyTraffic: fc.Arbitrary<Traffic> = fc.record({
  publishesPerSecond: fc.double({ min: 0, max: 10_000, noNaN: true }),
  eventsPerPublish: fc.integer({ min: 1, max: 5 }),
  eventBytes: fc.integer({ min: 1, max: 245_760 }),
  subscribers: fc.double({ min: 0, max: 1_000, noNaN: true }),
  connections: fc.record({
    clients: fc.nat(1_000_000),
    minutesPerDay: fc.double({ min: 0, max: 1_440, noNaN: true }),
    connectsPerDay: fc.double({ min: 0, max: 100, noNaN: true }),
    subscribesPerDay: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
});

describe("forecast", () => {
  test("lies between its minimum and its maximum reading", () => {
    fc.assert(
      fc.property(anyTraffic, (traffic) => {
        const result = forecast({ ...STAGE, traffic: { chat: traffic } });
        assert.ok(result.minimum.total <= result.total);
        assert.ok(result.total <= result.maximum.total);
      }),
    );
  });

  test("adds up: namespaces, free tier, charges of other services and metering are the total", () => {
    fc.assert(
      fc.property(anyTraffic, anyTraffic, (chat, orders) => {
        const { minimum } = forecast({ ...STAGE, traffic: { chat, orders } });
        const charged = minimum.namespaces.reduce((sum, each) => sum + (each.cost ?? 0n), 0n);
        const services = minimum.services.reduce((sum, each) => sum + each.cost, 0n);
        assert.equal(minimum.eventApi, charged - minimum.freeTier);
        assert.equal(minimum.total, minimum.eventApi + services + minimum.metering.total);
      }),
    );
  });

  test("does not depend on which namespaces stand beside one", () => {
    fc.assert(
      fc.property(anyTraffic, anyTraffic, (chat, orders) => {
        const both = forecast({ ...STAGE, traffic: { chat, orders } });
        const alone = forecast({ ...STAGE, traffic: { chat } });
        assert.deepEqual(both.namespaces[0], alone.namespaces[0]);
      }),
    );
  });

  test("takes the stage's own prices", () => {
    const prices = { operationsPerMillion: "0.80" };
    const traffic = { orders: WORKED_EXAMPLE };
    const discounted = forecast({ ...STAGE, traffic, prices });
    assert.equal(discounted.eventApi, dollars("13.752"));
    assert.match(discounted.prices?.source ?? "", /stage's prices \(operationsPerMillion\)/);
  });

  test("leaves the Event API's dollars out where no price is known, and says how to give one", () => {
    const traffic = { orders: WORKED_EXAMPLE };
    const unknown = forecast({ ...STAGE, region: "ap-south-2", traffic });
    assert.match(
      unknown.unknownPrice ?? "",
      /got region "ap-south-2".*known are eu-west-1, us-east-1.*appsync-events:prices/,
    );
    assert.equal(unknown.prices, undefined);
    assert.equal(unknown.eventApi, undefined);
    const [orders] = unknown.namespaces;
    assert.equal(orders?.operations, 15_750_000n);
    assert.ok(orders?.lines.every((line) => !("cost" in line)));
    assert.equal(unknown.total, unknown.metering.total);
    const one = { operationsPerMillion: 1 };
    const half = forecast({ ...STAGE, region: "ap-south-2", traffic, prices: one });
    assert.match(half.unknownPrice ?? "", /give connectionMinutesPerMillion \(US dollars\)/);
  });
});
