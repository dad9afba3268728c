import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run } from "../../cli/cost.ts";
import { change, money } from "../../cost/money-html.ts";
import { parseMonth, previousMonth } from "../../cost/month.ts";
import { amountOf, forecastAmounts, namedAmount } from "../../cost/month-amounts.ts";
import { responsible } from "../../cost/report-context.ts";
import { forecast } from "../../pricing/forecast.ts";
import { centsUsd, nanoUsd } from "../../pricing/money.ts";
import { capturedMetrics, emfLine } from "./captured-metrics.ts";

const now = new Date("2026-11-02T08:30:00Z");

describe("amounts beside a month", () => {
  test("of a forecast count connections for the API as a whole, as the report does", () => {
    const traffic = {
      publishesPerDay: 1_000,
      eventsPerPublish: 1,
      eventBytes: 100,
      subscribers: 3,
      connections: { clients: 10, minutesPerDay: 60, connectsPerDay: 2, subscribesPerDay: 2 },
    };
    const input = {
      region: "eu-west-1",
      day: "2026-10-01",
      traffic: { orders: traffic },
      resources: [],
    };
    const month = forecast(input);
    const amounts = forecastAmounts(month);
    assert.ok(amounts);
    const [orders] = month.namespaces;
    const connects = orders?.lines.find(({ kind }) => kind === "connect")?.cost ?? 0n;
    const minutes = orders?.lines.find(({ kind }) => kind === "connectionMinute")?.cost ?? 0n;
    assert.ok(connects > 0n && minutes > 0n);
    assert.equal(amountOf(amounts, undefined), connects + minutes);
    assert.equal(amountOf(amounts, "orders"), (orders?.cost ?? 0n) - connects - minutes);
    assert.equal(amounts.total, orders?.cost);
    assert.equal(namedAmount(amounts, "chat"), undefined, "not declared is not nothing");
    assert.equal(amountOf(amounts, "chat"), 0n);
  });

  test("are last month's at the turn of the year too", () => {
    const january = parseMonth("2026-01", now);
    const { name, firstDay, days, elapsed, end } = previousMonth(january);
    assert.deepEqual([name, firstDay, days, elapsed], ["2025-12", "2025-12-01", 31, 1]);
    assert.deepEqual(end, january.start);
  });

  test("stand in the terminal's report and in the JSON", async (t) => {
    const emf = ["2026-09-05", "2026-10-05", "2026-10-06"].map((day) =>
      emfLine(`${day}T08:00:00Z`, "orders", { InboundOperations: 1_000_000 }, "prod"),
    );
    const metrics = await capturedMetrics(t, { emf });
    const asked = ["report", "--stage", "prod", "--month", "2026-10", "--metrics", metrics];
    const text = await run(asked, now);
    assert.match(
      text,
      /Last month \(2026-09\): \$1\.00\. Forecast of the Event API from declared traffic: \$\d/,
    );
    assert.match(text, /owner: realtime-team; cost centre: realtime; made 2026-11-02 08:30 UTC/);
    const json = JSON.parse(await run([...asked, "--json"], now));
    assert.equal(json.lastMonth.total, "1.000000000");
    assert.equal(json.account.id, "000000000000");
    assert.equal(json.madeAt, "2026-11-02T08:30:00.000Z");
    assert.equal(json.tags.CostCenter, "realtime");
  });
});

describe("a month that is not over", () => {
  test("is compared with last month by what it will cost", async (t) => {
    const emf = ["2026-09-05", "2026-10-05"].map((day) =>
      emfLine(`${day}T08:00:00Z`, "orders", { InboundOperations: 31_000_000 }, "prod"),
    );
    const metrics = await capturedMetrics(t, { emf });
    const html = join(metrics, "report.html");
    const asked = ["--stage", "prod", "--month", "2026-10", "--metrics", metrics, "--html", html];
    // A quarter of October is over: 31 dollars so far are 124 in the month.
    await run(["report", ...asked], new Date("2026-10-08T18:00:00Z"));
    const page = await readFile(html, "utf8");
    assert.match(page, /Change, projected/);
    assert.match(page, /\+\$93\.00 \(\+300 %\)/);
    assert.match(page, /2026-10-01 until 2026-10-08 18:00 UTC/);
  });
});

describe("amounts for people", () => {
  const cents: [bigint, string][] = [
    [0n, "$0.00"],
    [1n, "<$0.01"],
    [9_999_999n, "<$0.01"],
    [-1n, ">-$0.01"],
    [10_000_000n, "$0.01"],
    [1_234_567_894_994_999_999n, "$1,234,567,894.99"],
    [1_234_567_894_995_000_000n, "$1,234,567,895.00"],
    [-2_500_000_000n, "-$2.50"],
  ];
  for (const [amount, text] of cents) {
    test(`${amount} nano-dollars read ${text}`, () => assert.equal(centsUsd(amount), text));
  }

  test("are exact to the nano-dollar on hover and for machines", () => {
    assert.equal(nanoUsd(-1_234_567_000_000_001n), "-1,234,567.000000001");
    assert.equal(nanoUsd(-1n), "-0.000000001");
    const { markup } = money(1_234_500_000_001n);
    assert.match(markup, /value="1234\.500000001" title="1,234\.500000001 USD">\$1,234\.50</);
  });

  test("say a change in dollars and, where there is a base, in per cent", () => {
    assert.equal(change(3_000_000_000n, 2_000_000_000n), "+$1.00 (+50 %)");
    assert.equal(change(1_000_000_000n, 3_000_000_000n), "-$2.00 (-66.6 %)");
    assert.equal(change(1_000_000_000n, 0n), "+$1.00");
    assert.equal(change(2_000_000_000n, 2_000_000_000n), "$0.00 (0 %)");
  });
});

describe("who answers for the cost", () => {
  const context = (tags: Record<string, string>) => ({ madeAt: now, account: { id: "1" }, tags });
  const tagged: [Record<string, string>, object][] = [
    [
      { Owner: "a", CostCenter: "b" },
      { owner: "a", costCentre: "b" },
    ],
    [
      { owner: "a", "cost-centre": "b" },
      { owner: "a", costCentre: "b" },
    ],
    [
      { team: "a", cost_center: "b" },
      { owner: "a", costCentre: "b" },
    ],
    [{ Service: "a", Stage: "b" }, {}],
    [{ Owner: "" }, {}],
  ];
  for (const [tags, expected] of tagged) {
    test(`is read from the tags ${JSON.stringify(tags)}`, () =>
      assert.deepEqual(responsible(context(tags)), expected));
  }
});
