import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../../cli/cost.ts";
import { capturedMetrics, emfLine, serviceLine } from "./captured-metrics.ts";

const now = new Date("2026-11-25T08:30:00Z");

test("advice names levers from forecast and metrics with their dollars, the largest first", async (t) => {
  const counted = { InboundOperations: 2_000_000, HandlerOperations: 2_000_000 };
  const emf = [emfLine("2026-10-05T08:00:00Z", "orders", counted, "prod")];
  const service = [
    serviceLine("2026-10-05T08:00:00Z", "OutboundMessages", 20_000_000, "orders"),
    serviceLine("2026-10-05T08:00:00Z", "ConnectionDuration", 60_000 * 1e9),
  ];
  const metrics = await capturedMetrics(t, { emf, service });
  const asked = ["advise", "--stage", "prod", "--month", "2026-10", "--metrics", metrics];
  const text = await run(asked, now);
  assert.match(text, /^Advice for stage prod: \d+ levers on \$[\d,.]+ a month/);
  // Two million publishes of one event: 1.6 million could be left out.
  assert.match(
    text,
    /\$1\.60 {2}batch-size, namespace orders \(measured\): 2000000 publishes brought/,
  );
  // Delivered ten times, declared three: 14 million deliveries more.
  assert.match(text, /\$14\.00 {2}overlapping-subscriptions, namespace orders \(measured\)/);
  assert.match(text, /\$80\.00 {2}idle-connections, whole API \(measured\)/);
  assert.match(text, /batch-size, namespace chat \(declared traffic\): a publish carries 1 of 5/);
  assert.match(text, /web-acl-log, web ACL web-acl/);
  assert.match(text, /Amazon API Gateway WebSocket API +\$[\d,.]+ /);
  assert.match(text, /AWS IoT Core +\$[\d,.]+ /);
  const dollars = [...text.matchAll(/^\$([\d,.]+) {2}/gm)].map(([, amount = ""]) =>
    Number(amount.replaceAll(",", "")),
  );
  assert.deepEqual(
    dollars,
    dollars.toSorted((one, other) => other - one),
  );

  const json = JSON.parse(await run([...asked, "--json"], now));
  const measured = json.levers.filter(({ from }: { from: string }) => from === "metrics");
  assert.deepEqual(
    measured.map(({ saves }: { saves: string }) => saves),
    ["80.000000000", "14.000000000", "1.600000000"],
  );
});

test("advice refuses metrics without a month, and formats that exclude each other", async () => {
  await assert.rejects(run(["advise", "--stage", "prod", "--metrics", "x"], now), /needs --month/);
  await assert.rejects(
    run(["advise", "--stage", "prod", "--json", "--markdown"], now),
    /choose one/,
  );
  await assert.rejects(run(["advise"], now), /--stage is missing/);
});
