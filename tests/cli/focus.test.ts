import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { parse } from "csv-parse/sync";
import { run } from "../../cli/cost.ts";
import { FOCUS_COLUMNS } from "../../cost/focus-columns.ts";
import { focusCsv } from "../../cost/focus-csv.ts";
import { type FocusAccount, focusRows } from "../../cost/focus-rows.ts";
import { spreadsheetText } from "../../cost/spreadsheet-text.ts";
import { busyMonth, capturedMetrics, emfLine } from "./captured-metrics.ts";
import { capturedReport } from "./captured-report.ts";

const now = new Date("2026-11-02T00:00:00Z");
const ACCOUNT = { accountId: "012345678901" };

async function busyRows(t: TestContext, own: Partial<FocusAccount> = {}) {
  return focusRows(await capturedReport(t, busyMonth()), { ...ACCOUNT, ...own });
}

describe("FOCUS rows of a report", () => {
  test("fill every column that FOCUS 1.2 wants of each row", async (t) => {
    const rows = await busyRows(t);
    assert.equal(rows.length, 143);
    const mayBeNull =
      /^(AvailabilityZone|Capacity|ChargeClass|Commitment|InvoiceId|SkuPriceDetails)/;
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (mayBeNull.test(column)) {
          assert.equal(value, null, column);
        } else if (column !== "x_ChannelNamespaceName") {
          assert.ok(value, column);
        }
      }
    }
  });

  test("are written as the type of their column says", async (t) => {
    const forms = {
      decimal: /^-?\d+\.\d+$/,
      dateTime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/,
      keyValue: /^\{.*\}$/,
      text: /^\S(.*\S)?$/,
    };
    for (const row of await busyRows(t)) {
      for (const [column, type] of Object.entries(FOCUS_COLUMNS)) {
        const value = row[column as keyof typeof FOCUS_COLUMNS];
        if (value !== null) {
          assert.match(value, forms[type], column);
        }
      }
    }
  });

  test("cost exactly unit price times quantity, and add up to the report", async (t) => {
    const report = await capturedReport(t, busyMonth());
    const rows = focusRows(report, ACCOUNT);
    const nano = (text: string | null) => {
      const [whole, fraction = ""] = String(text).split(".");
      return BigInt(`${whole}${fraction.padEnd(9, "0")}`);
    };
    for (const row of rows) {
      const quantity = nano(row.PricingQuantity) / 1_000_000_000n;
      assert.equal(nano(row.EffectiveCost), nano(row.ContractedUnitPrice) * quantity);
      assert.equal(nano(row.ListCost), nano(row.ListUnitPrice) * quantity);
      assert.equal(row.BilledCost, "0.0", "only the invoice issuer states a billed cost");
    }
    const sum = rows.reduce((total, row) => total + nano(row.EffectiveCost), 0n);
    assert.equal(sum, report.total);
  });

  test("say how each is known, where it was spent and by whose rules it is written", async (t) => {
    const rows = await busyRows(t, { tags: { CostCenter: "realtime", Stage: "local" } });
    assert.deepEqual([...new Set(rows.map((row) => row.x_Basis))].sort(), ["Estimated", "Metered"]);
    const connects = rows.find((row) => row.x_OperationKind === "connect");
    assert.equal(connects?.x_ChannelNamespaceName, null);
    assert.equal(connects?.ResourceId, "arn:aws:appsync:eu-west-1:012345678901:apis/api1");
    assert.equal(connects?.RegionName, "Europe (Ireland)");
    assert.equal(connects?.x_FocusVersion, "FOCUS 1.2");
    assert.deepEqual(JSON.parse(connects?.Tags ?? ""), { CostCenter: "realtime", Stage: "local" });
  });

  test("name the account, by its id where no name is known", async (t) => {
    const [row] = await busyRows(t);
    assert.equal(row?.SubAccountId, "012345678901");
    assert.equal(row?.SubAccountName, "AWS account 012345678901");
    const [named] = await busyRows(t, { accountName: "Realtime production" });
    assert.equal(named?.BillingAccountName, "Realtime production");
  });

  test("name a region outside of the commercial partition, and one that is not in the price list", async (t) => {
    const report = await capturedReport(t, busyMonth());
    const [china] = focusRows({ ...report, region: "cn-north-1" }, ACCOUNT);
    assert.equal(china?.RegionName, "China (Beijing)");
    assert.match(china?.ResourceId ?? "", /^arn:aws-cn:appsync:cn-north-1:/);
    const [unknown] = focusRows({ ...report, region: "xx-new-9" }, ACCOUNT);
    assert.equal(unknown?.RegionName, "xx-new-9", "the specification wants no null here");
  });
});

describe("CSV of a report", () => {
  test("is written by the command, with the columns in their order", async (t) => {
    const folder = await capturedMetrics(t, busyMonth());
    const file = join(folder, "report.csv");
    const asked = ["--stage", "local", "--month", "2026-10", "--metrics", folder, "--csv", file];
    assert.match(await run(["report", ...asked], now), /Written: /);
    const [header, ...rows] = parse(await readFile(file, "utf8")) as string[][];
    assert.deepEqual(header, Object.keys(FOCUS_COLUMNS));
    assert.equal(rows.length, 143);
  });

  test("keeps ids and names as text, and numbers as numbers", async (t) => {
    const time = "2026-10-05T08:00:00Z";
    const emf = ["007", "1e5", "sep2", "orders"].map((namespace) =>
      emfLine(time, namespace, { InboundOperations: 1 }),
    );
    const rows = focusRows(await capturedReport(t, { emf }), {
      ...ACCOUNT,
      accountName: '=HYPERLINK("https://example.com","pay")',
    });
    const cells = parse(focusCsv(rows), { columns: true }) as Record<string, string>[];
    assert.deepEqual(cells.map((row) => row.ResourceName).sort(), [
      "'007",
      "'1e5",
      "'sep2",
      "orders",
    ]);
    for (const row of cells) {
      assert.equal(row.SubAccountId, "'012345678901");
      assert.equal(row.SubAccountName, '\'=HYPERLINK("https://example.com","pay")');
      assert.equal(row.EffectiveCost, "0.000001");
      assert.equal(row.BillingPeriodStart, "2026-10-01T00:00:00Z");
    }
  });
});

describe("text for a spreadsheet", () => {
  const changed = [
    ...["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", "'quoted", "＝1+1", "＠SUM(1)"],
    ...["000000000000", "1.5", "1,5", "1e5", "1E+10", "12 %", "(5)", "$5", "1/2"],
    ...[
      "2026-11-24",
      "2026-11",
      "10:30",
      "10:30:15",
      "5 pm",
      "24-nov",
      "sep2",
      "MAR-1",
      "1 January",
    ],
    ...["TRUE", "false", "march 3, 2026"],
  ];
  for (const text of changed) {
    test(`has an apostrophe before ${JSON.stringify(text)}`, () => {
      assert.equal(spreadsheetText(text), `'${text}`);
    });
  }

  const kept = [
    ...["orders", "room-1", "may", "mayor", "marketing-2-eu", "3d-chat", "true-story", "a=b"],
    ...["arn:aws:appsync:eu-west-1:012345678901:apis/abc", "AWS account 012345678901", "USD", ""],
    ...["EU-EventAPI-Operation", "FOCUS 1.2", "decode", "e5", "sepia", "1-wire", "10pmx"],
  ];
  for (const text of kept) {
    test(`leaves ${JSON.stringify(text)} alone`, () => {
      assert.equal(spreadsheetText(text), text);
    });
  }
});
