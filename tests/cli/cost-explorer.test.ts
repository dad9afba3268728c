import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { describe, type TestContext, test } from "node:test";
import {
  CostExplorerClient,
  type Expression,
  type GetCostAndUsageRequest,
} from "@aws-sdk/client-cost-explorer";
import { billComparison } from "../../cost/bill-comparison.ts";
import { type Bill, type BillQuestion, costExplorerBill } from "../../cost/cost-explorer.ts";
import { parseMonth } from "../../cost/month.ts";
import type { ReportLine } from "../../cost/report-lines.ts";

/** A line of an account's bill, as much of it as Cost Explorer filters and groups by. */
interface BillLine {
  readonly day: string;
  readonly usd: string;
  readonly netUsd?: string;
  readonly quantity?: number;
  readonly stage?: string;
  readonly region?: string;
  readonly service?: string;
  readonly recordType?: string;
  readonly usageType?: string;
  readonly currency?: string;
}

const fields: Readonly<Record<string, (line: BillLine) => string>> = {
  SERVICE: ({ service = "AWS AppSync" }) => service,
  REGION: ({ region = "eu-west-1" }) => region,
  RECORD_TYPE: ({ recordType = "Usage" }) => recordType,
};

function passes(line: BillLine, { And, Dimensions }: Expression): boolean {
  if (And) {
    return And.every((each) => passes(line, each));
  }
  const value = fields[Dimensions?.Key ?? ""]?.(line);
  return value !== undefined && (Dimensions?.Values ?? []).includes(value);
}

/** Answers as Cost Explorer does: filters the bill's lines, groups them by day, tag and usage type. */
function answer(request: GetCostAndUsageRequest, lines: readonly BillLine[], estimated: boolean) {
  const { TimePeriod, Filter = {}, Metrics = [], GroupBy, Granularity } = request;
  assert.equal(Granularity, "DAILY");
  assert.deepEqual(
    GroupBy?.map(({ Type, Key }) => `${Type} ${Key}`),
    ["TAG Stage", "DIMENSION USAGE_TYPE"],
  );
  const own = lines.filter(
    (line) =>
      line.day >= (TimePeriod?.Start ?? "") &&
      line.day < (TimePeriod?.End ?? "") &&
      passes(line, Filter),
  );
  return [...Map.groupBy(own, ({ day }) => day)].map(([Start, ofDay]) => ({
    TimePeriod: { Start, End: Start },
    Total: {},
    Estimated: estimated,
    Groups: ofDay.map((line) => ({
      Keys: [`Stage$${line.stage ?? ""}`, line.usageType ?? "EU-EventAPI-Operation"],
      Metrics: Object.fromEntries(Metrics.map((metric) => [metric, measured(line, metric)])),
    })),
  }));
}

function measured({ usd, netUsd = usd, quantity = 1, currency = "USD" }: BillLine, metric: string) {
  if (metric === "UsageQuantity") {
    return { Amount: `${quantity}.0`, Unit: "N/A" };
  }
  return { Amount: metric === "NetUnblendedCost" ? netUsd : usd, Unit: currency };
}

const now = new Date("2026-11-20T09:00:00Z");
const october: BillQuestion = {
  stage: "prod",
  region: "eu-west-1",
  month: parseMonth("2026-10", now),
  metric: "UnblendedCost",
  now,
};

/** What the real client reads from a server that speaks Cost Explorer's protocol, a day a page. */
async function billOf(
  t: TestContext,
  lines: readonly BillLine[],
  question: Partial<BillQuestion> = {},
  estimated = false,
) {
  const asked: GetCostAndUsageRequest[] = [];
  const server = createServer(async (request, response) => {
    assert.equal(request.headers["x-amz-target"], "AWSInsightsIndexService.GetCostAndUsage");
    const input = JSON.parse(await text(request)) as GetCostAndUsageRequest;
    asked.push(input);
    const days = answer(input, lines, estimated);
    const page = Number(input.NextPageToken ?? 0);
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(
      JSON.stringify({
        ResultsByTime: days.slice(page, page + 1),
        ...(page + 1 < days.length ? { NextPageToken: String(page + 1) } : {}),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const client = new CostExplorerClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
  t.after(() => client.destroy());
  const bill = await costExplorerBill(client, { ...october, ...question });
  return { bill, asked };
}

function refused(bill: object) {
  return "refused" in bill ? String(bill.refused) : "compared";
}

function compared(bill: object): Bill {
  assert.ok(!("refused" in bill), refused(bill));
  return bill as Bill;
}

describe("Cost Explorer's bill of a stage", () => {
  test("has the stage's own usage in its region, and nothing of what is another's or no usage", async (t) => {
    const { bill } = await billOf(t, [
      { day: "2026-10-05", usd: "0.5", quantity: 500_000, stage: "prod" },
      { day: "2026-10-06", usd: "0.25", quantity: 250_000, stage: "prod" },
      {
        day: "2026-10-06",
        usd: "1.2E-7",
        stage: "prod",
        usageType: "EU-EventAPI-ConnectionDuration",
      },
      { day: "2026-10-05", usd: "9", stage: "dev" },
      { day: "2026-10-05", usd: "9", stage: "prod", region: "us-east-1" },
      { day: "2026-10-05", usd: "9", stage: "prod", service: "AWS Lambda" },
      { day: "2026-10-05", usd: "9", stage: "prod", usageType: "EU-GraphQLInvocation" },
      { day: "2026-11-01", usd: "9", stage: "prod" },
      ...["Credit", "Refund", "Tax", "Support", "Enterprise Discount Program Discount"].map(
        (recordType) => ({ day: "2026-10-05", usd: "-9", stage: "prod", recordType }),
      ),
    ]);
    const { billed, firstDay, lastDay, untagged, estimated } = compared(bill);
    assert.deepEqual(billed, [
      { usageType: "EU-EventAPI-Operation", quantity: 750_000, cost: 750_000_000n },
      { usageType: "EU-EventAPI-ConnectionDuration", quantity: 1, cost: 120n },
    ]);
    assert.deepEqual([firstDay, lastDay], ["2026-10-01", "2026-10-31"]);
    assert.deepEqual([untagged, estimated], [0n, false]);
  });

  test("is read at public prices, or less the account's discounts, as the stage's prices are", async (t) => {
    const lines = [{ day: "2026-10-05", usd: "1", netUsd: "0.9", stage: "prod" }];
    assert.equal(compared((await billOf(t, lines)).bill).billed[0]?.cost, 1_000_000_000n);
    const net = await billOf(t, lines, { metric: "NetUnblendedCost" });
    assert.equal(compared(net.bill).billed[0]?.cost, 900_000_000n);
  });

  test("takes corrections off", async (t) => {
    const { bill } = await billOf(t, [
      { day: "2026-10-05", usd: "1", stage: "prod" },
      { day: "2026-10-06", usd: "-0.25", stage: "prod" },
    ]);
    assert.equal(compared(bill).billed[0]?.cost, 750_000_000n);
  });

  test("of a month that runs ends before yesterday, which Cost Explorer may not have whole", async (t) => {
    const { bill, asked } = await billOf(
      t,
      [{ day: "2026-11-05", usd: "1", stage: "prod" }],
      { month: parseMonth("2026-11", now) },
      true,
    );
    assert.deepEqual(asked[0]?.TimePeriod, { Start: "2026-11-01", End: "2026-11-19" });
    assert.equal(compared(bill).lastDay, "2026-11-18");
    assert.equal(compared(bill).estimated, true);
  });

  test("begins when the tag was activated, if usage before carries none", async (t) => {
    const { bill } = await billOf(t, [
      { day: "2026-10-02", usd: "5" },
      { day: "2026-10-11", usd: "1", stage: "prod" },
      { day: "2026-10-12", usd: "0.1" },
    ]);
    assert.equal(compared(bill).firstDay, "2026-10-11");
    assert.equal(compared(bill).untagged, 100_000_000n);
  });

  test("is refused for a month that is too young, without a request to pay for", async (t) => {
    const second = new Date("2026-11-02T23:00:00Z");
    const { bill, asked } = await billOf(t, [], {
      month: parseMonth("2026-11", second),
      now: second,
    });
    assert.match(refused(bill), /up to a day behind; 2026-11 can be compared from 2026-11-03 on/);
    assert.equal(asked.length, 0);
  });

  test("is refused where nothing carries the tag, with the way to activate it", async (t) => {
    const { bill } = await billOf(t, [{ day: "2026-10-05", usd: "1" }]);
    assert.match(
      refused(bill),
      /carries the tag Stage=prod.*activate Stage as a cost allocation tag/,
    );
    const nothing = await billOf(t, [{ day: "2026-10-05", usd: "1", stage: "dev" }]);
    assert.match(refused(nothing.bill), /no Event API usage in eu-west-1 with the tag Stage=prod/);
  });

  test("is refused in another currency", async (t) => {
    const yuan = { day: "2026-10-05", usd: "7", stage: "prod", currency: "CNY" };
    assert.match(refused((await billOf(t, [yuan])).bill), /the bill is in CNY, this report in USD/);
  });
});

describe("billComparison", () => {
  const line = (day: string, kind: ReportLine["kind"], quantity: bigint): ReportLine => ({
    ...{ day, kind, quantity, eventApiId: "api1", basis: "metered" },
    cost: quantity * 1_000n,
    rate: { nanoDollars: 1_000n, per: 1n },
    listRate: { nanoDollars: 1_000n, per: 1n },
  });
  const bill: Bill = {
    ...{ region: "eu-west-1", firstDay: "2026-10-11", lastDay: "2026-10-30" },
    ...{ metric: "UnblendedCost", estimated: true, untagged: 1n },
    billed: [{ usageType: "EU-EventAPI-Operation", quantity: 30, cost: 30_000n }],
  };

  test("sets only the days of the bill beside it, operations beside operations", () => {
    const { usage, billed, reported } = billComparison(
      [
        line("2026-10-10", "inbound", 100n),
        line("2026-10-11", "inbound", 20n),
        line("2026-10-30", "outbound", 7n),
        line("2026-10-30", "connectionMinute", 3n),
        line("2026-10-31", "inbound", 100n),
      ],
      bill,
    );
    assert.equal(usage[0]?.reportedQuantity, 27n);
    assert.equal(usage[0]?.reported, 27_000n);
    assert.deepEqual([billed, reported], [30_000n, 30_000n]);
  });

  test("says what is compared, that it may change, and that some usage carries no tag", () => {
    const scope = billComparison([], bill).scope.join(" ");
    assert.match(
      scope,
      /in eu-west-1.*from 2026-10-11 to 2026-10-30, at public prices \(UnblendedCost\)/,
    );
    assert.match(scope, /no credits, refunds, tax or support.*estimated.*carries no tag Stage/);
    const net = billComparison([], {
      ...bill,
      metric: "NetUnblendedCost",
      estimated: false,
      untagged: 0n,
    });
    assert.match(net.scope.join(" "), /less the account's discounts/);
    assert.doesNotMatch(net.scope.join(" "), /estimated|carries no tag/);
  });
});
