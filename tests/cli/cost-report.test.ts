import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run } from "../../cli/cost.ts";
import { capturedUsage } from "../../cost/captured-usage.ts";
import { DailyPrices } from "../../cost/daily-prices.ts";
import { parseMonth } from "../../cost/month.ts";
import { reportLines } from "../../cost/report-lines.ts";
import type { Usage } from "../../cost/usage.ts";
import { usd } from "../../pricing/money.ts";
import { ROTATED_PARTS } from "../../shared/bounded-file.ts";
import { busyMonth, capturedMetrics, emfLine, serviceLine } from "./captured-metrics.ts";
import { capturedReport } from "./captured-report.ts";

const now = new Date("2026-11-02T00:00:00Z");
const month = parseMonth("2026-10", now);
const prices = new DailyPrices("eu-west-1");
const TIME = "2026-10-05T08:00:00Z";

describe("report of captured metrics", () => {
  test("counts each kind per namespace, to the nano-dollar", async (t) => {
    const report = await capturedReport(t, {
      emf: [
        emfLine(TIME, "orders", { InboundOperations: 7, HandlerOperations: 5 }),
        emfLine(TIME, "orders", {
          InboundOperations: 2,
          HandlerOperations: 2,
          SubscribeOperations: 1,
        }),
        emfLine(TIME, "chat", { InboundOperations: 1, HandlerOperations: 1 }),
      ],
      service: [
        serviceLine(TIME, "OutboundMessages", 30, "orders"),
        serviceLine(TIME, "OutboundMessages", 4, "orders"),
        serviceLine(TIME, "ConnectSuccess", 1),
        serviceLine(TIME, "ConnectSuccess", 1),
        serviceLine(TIME, "ConnectionDuration", 61_000),
      ],
    });
    const figures = report.namespaces.map(({ namespace, kinds, operations, cost }) => ({
      namespace,
      kinds: Object.fromEntries(kinds.map((each) => [each.kind, each.quantity])),
      operations,
      cost: usd(cost),
    }));
    assert.deepEqual(figures, [
      {
        namespace: "chat",
        kinds: { inbound: 1n, handler: 1n },
        operations: 2n,
        cost: "0.000002000",
      },
      {
        namespace: "orders",
        kinds: { outbound: 34n, inbound: 9n, handler: 7n, subscribe: 1n },
        operations: 51n,
        cost: "0.000051000",
      },
      {
        namespace: undefined,
        kinds: { connect: 2n, connectionMinute: 2n },
        operations: 2n,
        cost: "0.000002160",
      },
    ]);
    assert.equal(usd(report.total), "0.000055160");
    assert.equal(report.byBasis.metered + report.byBasis.estimated, report.total);
  });

  test("leaves out other stages, months and metrics", async (t) => {
    const report = await capturedReport(t, {
      emf: [
        emfLine("2026-09-30T23:59:59Z", "orders", { InboundOperations: 1 }),
        emfLine("2026-11-01T00:00:00Z", "orders", { InboundOperations: 1 }),
        emfLine(TIME, "orders", { InboundOperations: 1 }, "prod"),
        emfLine("2026-10-01T00:00:00Z", "orders", { InboundOperations: 4 }),
        emfLine("2026-10-31T23:59:59.999Z", "orders", { InboundOperations: 8, ColdStart: 1 }),
      ],
      service: [serviceLine(TIME, "Latency", 100)],
    });
    assert.equal(report.namespaces[0]?.operations, 12n);
    assert.deepEqual(report.notes, []);
  });

  test("leaves out AWS's metrics of an API that another stage's handlers report on", async (t) => {
    const emf = [emfLine(TIME, "orders", { InboundOperations: 1 }, "prod")];
    const report = await capturedReport(t, {
      emf,
      service: [serviceLine(TIME, "ConnectSuccess", 1)],
    });
    assert.equal(report.total, 0n);
  });

  test("adds values that a line holds as a list", async (t) => {
    const line = emfLine(TIME, "orders", { InboundOperations: 1 }).replace(
      '"InboundOperations":1',
      '"InboundOperations":[3,4]',
    );
    assert.equal((await capturedReport(t, { emf: [line] })).total, 7_000n);
  });

  test("adds up rotated files, and says when older ones may be gone", async (t) => {
    const line = emfLine(TIME, "orders", { InboundOperations: 1 });
    const folder = await capturedMetrics(t, { emf: [line] });
    await writeFile(join(folder, "emf.1.jsonl"), `${line}\n`);
    await writeFile(join(folder, "emf.2.jsonl"), `${line}\n${line}\n`);
    const partly = await capturedUsage(folder, "local", month);
    assert.equal(partly.metricLines?.lines, 4n);
    assert.deepEqual(partly.notes, []);
    await writeFile(join(folder, `emf.${ROTATED_PARTS}.jsonl`), `${line}\n`);
    const full = await capturedUsage(folder, "local", month);
    assert.equal(full.metricLines?.lines, 5n);
    assert.match(full.notes.join(), /size bound.*Fix: npm start -- --log-megabytes/);
  });

  test("says how many lines were cut off", async (t) => {
    const emf = [emfLine(TIME, "orders", { InboundOperations: 1 }), '{"_aws":{"Timest'];
    const report = await capturedReport(t, { emf, service: ['{"metricName":"InboundMessages"}'] });
    assert.equal(report.total, 1_000n);
    assert.deepEqual(report.notes, ["2 captured lines could not be read."]);
  });

  test("charges what AWS counted and no handler reported as estimated", async (t) => {
    const report = await capturedReport(t, {
      emf: [emfLine(TIME, "orders", { InboundOperations: 90 })],
      service: [serviceLine(TIME, "InboundMessages", 100, "orders")],
    });
    const [inbound] = report.namespaces[0]?.kinds ?? [];
    assert.deepEqual(
      [inbound?.quantity, inbound?.handler, inbound?.service, inbound?.drift],
      [100n, 90n, 100n, -10n],
    );
    assert.deepEqual(inbound?.bases, ["metered", "estimated"]);
    assert.equal(report.byBasis.metered, 90_000n);
    assert.equal(report.byBasis.estimated, 10_000n);
  });

  test("keeps the handlers' count where AWS's metric is lower, and shows the drift", async (t) => {
    const report = await capturedReport(t, {
      emf: [emfLine(TIME, "orders", { InboundOperations: 90 })],
      service: [serviceLine(TIME, "InboundMessages", 80, "orders")],
    });
    assert.equal(report.namespaces[0]?.kinds[0]?.drift, 10n);
    assert.equal(report.total, 90_000n);
  });

  test("shows what metering itself and unconfirmed charges would add, beside the total", async (t) => {
    const report = await capturedReport(t, busyMonth());
    const beside = Object.fromEntries(report.beside.map((line) => [line.what, line]));
    assert.equal(beside["If the keep-alive is charged as a ping"]?.cost, 144_000_000n);
    assert.equal(beside["If the keep-alive is charged as a ping"]?.basis, "assumed");
    assert.equal(beside["Metering itself: custom metrics"]?.cost, 5_400_000_000n);
    assert.ok((beside["Metering itself: log ingestion"]?.cost ?? 0n) > 0n);
  });
});

describe("days of a report", () => {
  const usage = (day: string, source: Usage["source"], quantity: bigint): Usage => ({
    day,
    eventApiId: "api1",
    namespace: "orders",
    kind: "inbound",
    source,
    quantity,
  });

  test("add up to the month when the sources put a call on different sides of midnight", () => {
    const lines = reportLines(
      [
        usage("2026-10-01", "handler", 10n),
        usage("2026-10-01", "service", 12n),
        usage("2026-10-02", "handler", 12n),
        usage("2026-10-02", "service", 11n),
      ],
      prices,
    );
    assert.deepEqual(
      lines.map(({ day, basis, quantity }) => [day, basis, quantity]),
      [
        ["2026-10-01", "estimated", 1n],
        ["2026-10-01", "metered", 10n],
        ["2026-10-02", "metered", 12n],
      ],
    );
  });
});

describe("JSON of a report", () => {
  test("keeps amounts exact, as text", async (t) => {
    const folder = await capturedMetrics(t, busyMonth());
    const asked = ["--stage", "local", "--month", "2026-10", "--metrics", folder, "--json"];
    const json = JSON.parse(await run(["report", ...asked], now));
    assert.equal(json.total, "17.618695000");
    assert.equal(json.namespaces[0].kinds[0].quantity, "8875000");
  });
});
