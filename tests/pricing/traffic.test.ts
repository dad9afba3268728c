import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { trafficFaults } from "../../pricing/traffic.ts";
import { WORKED_EXAMPLE } from "./worked-example.ts";

describe("trafficFaults", () => {
  test("finds none in sound traffic", () => {
    assert.deepEqual(trafficFaults(WORKED_EXAMPLE, "orders"), []);
  });

  test("names path, value and what is allowed", () => {
    const { publishesPerDay: _, ...rest } = WORKED_EXAMPLE;
    assert.deepEqual(
      trafficFaults({ ...rest, publishesPerSecond: -1 }, "namespaces/orders/traffic"),
      [
        {
          path: "namespaces/orders/traffic/publishesPerSecond",
          got: "-1",
          allowed: "must be >= 0",
        },
      ],
    );
    assert.deepEqual(trafficFaults({ ...WORKED_EXAMPLE, subscriber: 3 }, "orders"), [
      { path: "orders/subscriber", got: "3", allowed: "no such setting" },
    ]);
    assert.equal(trafficFaults("busy", "orders")[0]?.got, '"busy"');
  });

  test("wants exactly one publish rate", () => {
    const { publishesPerDay: _, ...neither } = WORKED_EXAMPLE;
    const both = { ...WORKED_EXAMPLE, publishesPerSecond: 1 };
    assert.equal(trafficFaults(neither, "orders")[0]?.got, "neither");
    assert.equal(trafficFaults(both, "orders")[0]?.got, "both");
  });
});
