import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { differenceCauses } from "../../pricing/difference-causes.ts";
import { forecast } from "../../pricing/forecast.ts";
import type { ForecastInput } from "../../pricing/forecast-input.ts";
import type { ProgramResource } from "../../pricing/program-resource.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

function handler(changes: Record<string, unknown> = {}): ProgramResource {
  return {
    type: "aws:lambda/function:Function",
    name: "orders",
    inputs: {
      name: "orders",
      memorySize: 256,
      tracingConfig: { mode: "PassThrough" },
      environment: { variables: { CHANNEL_NAMESPACE: "orders", METRICS_FLUSH: "aggregate" } },
      loggingConfig: { logFormat: "JSON", systemLogLevel: "WARN" },
      ...changes,
    },
  };
}

function dashboard(name: string): ProgramResource {
  return {
    type: "aws:cloudwatch/dashboard:Dashboard",
    name,
    inputs: { dashboardName: name },
  };
}

function input(changes: Partial<ForecastInput> = {}): ForecastInput {
  return {
    region: "eu-west-1",
    day: "2026-11-24",
    traffic: { orders: WORKED_EXAMPLE },
    resources: [handler(), dashboard("cost")],
    ...changes,
  };
}

function causesOf(before: ForecastInput, after: ForecastInput) {
  const causes = differenceCauses(before, after);
  const sum = causes.reduce((total, { cost }) => total + cost, 0n);
  assert.equal(sum, forecast(after).total - forecast(before).total, "causes add up");
  return causes.map(({ kind, what }) => `${kind}: ${what}`);
}

describe("causes of a difference between forecasts", () => {
  test("are none where nothing changed that costs something", () => {
    const renamed = input({ resources: [handler({ description: "other" }), dashboard("cost")] });
    assert.deepEqual(causesOf(input(), renamed), []);
  });

  test("name the price, the traffic, the memory, the setting and the resource", () => {
    const after = input({
      prices: { operationsPerMillion: "0.90" },
      traffic: { orders: { ...WORKED_EXAMPLE, subscribers: 60 } },
      resources: [
        handler({ memorySize: 512, tracingConfig: { mode: "Active" } }),
        dashboard("cost"),
        dashboard("more"),
      ],
    });
    assert.deepEqual(causesOf(input(), after), [
      "price: prices.operationsPerMillion nothing to 0.90",
      "traffic: namespace orders: subscribers 50 to 60",
      "memory: Function orders: memorySize 256 to 512",
      "setting: Function orders: tracingConfig.mode PassThrough to Active",
      "new resource: Dashboard more",
    ]);
  });

  test("name what went, and save dollars then", () => {
    const after = input({ traffic: {}, resources: [handler()] });
    assert.deepEqual(causesOf(input(), after), [
      "traffic: namespace orders: no longer declared",
      "removed resource: Dashboard cost",
    ]);
    assert.ok(differenceCauses(input(), after).every(({ cost }) => cost < 0n));
  });

  test("name a negotiated price that ends", () => {
    const before = input({ prices: { operationsPerMillion: 0.5 } });
    assert.deepEqual(causesOf(before, input()), [
      "price: prices.operationsPerMillion 0.5 to nothing",
    ]);
  });
});
