import assert from "node:assert/strict";
import { test } from "node:test";
import { ExportError } from "../../cost-export/export-error.ts";
import { exportedDays } from "../../cost-export/exported-days.ts";

const noon = new Date("2026-11-25T12:00:00Z");

function refused(request: unknown, message: RegExp, now = noon): void {
  assert.throws(
    () => exportedDays(request, 3, now),
    (error) => error instanceof ExportError && message.test(error.message),
    JSON.stringify(request),
  );
}

test("a night exports yesterday and the days before it that AWS may have corrected", () => {
  const night = { scheduledTime: "2026-11-25T03:00:00Z" };
  assert.deepEqual(exportedDays(night, 1, noon), ["2026-11-24"]);
  assert.deepEqual(exportedDays(night, 3, noon), ["2026-11-22", "2026-11-23", "2026-11-24"]);
});

test("a night after the end of a month, a leap day and a year exports days of both", () => {
  const days = (scheduledTime: string) => exportedDays({ scheduledTime }, 2, noon);
  assert.deepEqual(days("2026-11-01T03:00:00Z"), ["2026-10-30", "2026-10-31"]);
  assert.deepEqual(days("2026-11-02T03:00:00Z"), ["2026-10-31", "2026-11-01"]);
  assert.deepEqual(days("2028-03-01T03:00:00Z"), ["2028-02-28", "2028-02-29"]);
  assert.deepEqual(days("2027-01-01T03:00:00Z"), ["2026-12-30", "2026-12-31"]);
});

test("the schedule's moment decides, whatever a clock around midnight says or how late a retry is", () => {
  const atMidnight = { scheduledTime: "2026-11-25T00:00:00Z" };
  for (const now of ["2026-11-24T23:59:58Z", "2026-11-25T00:00:01Z", "2026-11-26T02:00:00Z"]) {
    assert.deepEqual(exportedDays(atMidnight, 1, new Date(now)), ["2026-11-24"], now);
  }
});

test("one day is exported when it is over in UTC, a moment of clock skew allowed", () => {
  assert.deepEqual(exportedDays({ day: "2026-11-24" }, 3, noon), ["2026-11-24"]);
  assert.deepEqual(exportedDays({ day: "2026-11-24" }, 3, new Date("2026-11-24T23:58:00Z")), [
    "2026-11-24",
  ]);
  refused({ day: "2026-11-25" }, /day must be over in UTC, got 2026-11-25 .* ask for 2026-11-24/);
  refused({ day: "2026-12-01" }, /day must be over/);
  refused({ day: "2026-11-24" }, /day must be over/, new Date("2026-11-24T23:50:00Z"));
});

test("a month is exported as far as it is over", () => {
  const days = (month: string) => exportedDays({ month }, 3, noon);
  assert.equal(days("2026-11").length, 24);
  assert.equal(days("2026-11").at(-1), "2026-11-24");
  assert.equal(days("2026-02").length, 28);
  assert.equal(days("2026-10").length, 31);
  assert.deepEqual(days("2024-10"), ["2024-10-30", "2024-10-31"]);
  refused({ month: "2026-12" }, /month must have a day that is over/);
  refused({ month: "2024-09" }, /month must have a day that is over in UTC, from 2024-10 on/);
});

test("what names no day is refused with what is allowed", () => {
  for (const request of [undefined, null, {}, "2026-11-24", { days: ["2026-11-24"] }]) {
    refused(request, /must be asked for a day, got none. Fix: invoke it with \{"day"/);
  }
  refused({ day: "2026-11-31" }, /day must be a day as YYYY-MM-DD, got "2026-11-31"/);
  refused({ day: "24.11.2026" }, /YYYY-MM-DD/);
  refused({ day: "2026-11-24T00:00" }, /YYYY-MM-DD/);
  refused({ day: "2024-10-29" }, /2024-10-30 or later/);
  refused({ day: 20261124 }, /day must be a text, got 20261124/);
  refused({ month: "2026-13" }, /month must be a month as YYYY-MM/);
  refused({ scheduledTime: "<aws.scheduler.scheduled-time>" }, /scheduledTime must be a moment/);
  refused({ day: "2026-11-24", month: "2026-11" }, /one of .* must be given, got day and month/);
});
