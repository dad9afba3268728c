import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { FOCUS_VERSION } from "../../cost/focus-columns.ts";
import { focusCsv } from "../../cost/focus-csv.ts";
import { focusRows } from "../../cost/focus-rows.ts";
import { busyMonth, emfLine } from "./captured-metrics.ts";
import { capturedReport } from "./captured-report.ts";
import { type FocusVerdict, focusValidator, validateFocus } from "./focus-validator.ts";

const validator = await focusValidator();
const skip = typeof validator === "string" ? validator : false;
const ACCOUNT = { accountId: "012345678901" };

async function verdictOf(t: TestContext, csv: string): Promise<FocusVerdict> {
  assert.ok(typeof validator !== "string");
  const folder = await mkdtemp(join(tmpdir(), "focus-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "rows.csv");
  await writeFile(file, csv);
  return validateFocus(validator, file, `${FOCUS_VERSION}.0.1`);
}

/**
 * Asserts that the data set as a whole is accepted. The rules about `InvoiceId` say as two
 * alternatives that it must be null and that it must not be; the validator lists the one that was
 * not taken as failed, and the rule that asks for either of the two as passed.
 */
function assertAccepted({ passed, failed }: FocusVerdict): void {
  assert.deepEqual(failed, ["InvoiceId-C-005-C"]);
  assert.ok(passed.includes("InvoiceId-C-003-C"));
  assert.ok(passed.length > 280, `only ${passed.length} rules were checked`);
}

describe("the FinOps Foundation's validator", { skip }, () => {
  test("accepts the rows of a busy month", async (t) => {
    const rows = focusRows(await capturedReport(t, busyMonth()), ACCOUNT);
    assertAccepted(await verdictOf(t, focusCsv(rows)));
  });

  test("accepts names that a spreadsheet would take as numbers or formulas", async (t) => {
    const emf = ["007", "1e5", "2026-11"].map((namespace) =>
      emfLine("2026-10-05T08:00:00Z", namespace, { InboundOperations: 1 }),
    );
    const report = await capturedReport(t, { emf });
    const rows = focusRows(report, { ...ACCOUNT, accountName: "=1+1" });
    assertAccepted(await verdictOf(t, focusCsv(rows)));
  });

  test("refuses what these rows must not be", async (t) => {
    const rows = focusRows(await capturedReport(t, busyMonth()), ACCOUNT);
    const wrong = rows.map((row) => ({
      ...row,
      BillingCurrency: "dollars",
      ListUnitPrice: "-1.0",
      RegionName: null,
      ServiceCategory: "Chat",
    }));
    const unguarded = focusCsv(wrong).replaceAll("'012345678901", "012345678901");
    const { failed } = await verdictOf(t, unguarded);
    for (const rule of [
      ...["BillingCurrency-C-003-M", "ListUnitPrice-C-008-M", "RegionName-C-005-C"],
      ...["ServiceCategory-C-003-M", "SubAccountId-C-001-M"],
    ]) {
      assert.ok(failed.includes(rule), rule);
    }
  });
});
