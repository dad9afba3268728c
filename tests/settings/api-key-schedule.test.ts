import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  apiKeyScheduleFaults,
  dayNumber,
  MAX_KEY_DAYS,
  MAX_PERIOD_DAYS,
  scheduledApiKeys,
} from "../../settings/api-key-schedule.ts";

const DAY = 86_400_000;

/** Schedules that have begun, and a moment since. */
const begun = fc
  .record({
    first: fc.integer({ min: 15_000, max: 30_000 }),
    everyDays: fc.integer({ min: 1, max: MAX_PERIOD_DAYS }),
    elapsed: fc.integer({ min: 0, max: 5_000 }),
    time: fc.integer({ min: 0, max: DAY - 1 }),
  })
  .map(({ first, everyDays, elapsed, time }) => ({
    schedule: { firstDay: new Date(first * DAY).toISOString().slice(0, 10), everyDays },
    now: new Date((first + elapsed) * DAY + time),
    elapsed,
  }));

test("the key of the period and the one before exist, for any schedule and any day", () => {
  fc.assert(
    fc.property(begun, ({ schedule, now, elapsed }) => {
      const [newest, older] = scheduledApiKeys(schedule, now);
      const first = dayNumber(schedule.firstDay) ?? Number.NaN;
      const starts = [newest, older].map((key) => (dayNumber(key.firstDay) ?? Number.NaN) - first);
      const period = Math.floor(elapsed / schedule.everyDays);
      assert.deepEqual(starts, [period * schedule.everyDays, (period - 1) * schedule.everyDays]);
    }),
  );
});

test("both keys are valid for more than a day and at most for what AppSync allows", () => {
  fc.assert(
    fc.property(begun, ({ schedule, now }) => {
      for (const key of scheduledApiKeys(schedule, now)) {
        const days = (Date.parse(key.expires) - now.getTime()) / DAY;
        assert.ok(days > 1 && days <= MAX_KEY_DAYS, `${days} days`);
        assert.equal(key.daysLeft, Math.ceil(days));
      }
    }),
  );
});

test("nothing changes while a period lasts, and one key outlives each change", () => {
  fc.assert(
    fc.property(begun, ({ schedule, now, elapsed }) => {
      const at = (days: number) => scheduledApiKeys(schedule, new Date(now.getTime() + days * DAY));
      const left = schedule.everyDays - 1 - (elapsed % schedule.everyDays);
      const names = (days: number) =>
        at(days).map(({ firstDay, expires }) => `${firstDay} ${expires}`);
      assert.deepEqual(names(left), names(0));
      assert.equal(names(left + 1)[1], names(0)[0]);
      assert.notEqual(names(left + 1)[0], names(0)[0]);
    }),
  );
});

test("schedules that cannot give valid keys are refused, and only those", () => {
  const schedule = fc.record({
    firstDay: fc.oneof(
      fc.string(),
      fc.constantFrom("2026-02-29", "2024-02-29", "2026-13-01", "2026-1-1", "2027-01-01"),
    ),
    everyDays: fc.oneof(fc.integer({ min: -5, max: 400 }), fc.double({ noNaN: true })),
  });
  const today = new Date("2026-06-15T12:00:00Z");
  fc.assert(
    fc.property(schedule, (given) => {
      const refused = new Set(apiKeyScheduleFaults(given, today).map(({ path }) => path));
      assert.equal(refused.has("firstDay"), given.firstDay !== "2024-02-29");
      const whole = Number.isInteger(given.everyDays);
      const fits = whole && given.everyDays >= 1 && given.everyDays <= MAX_PERIOD_DAYS;
      assert.equal(refused.has("everyDays"), !fits);
      if (refused.size > 0) {
        assert.throws(() => scheduledApiKeys(given, today), RangeError);
      }
    }),
  );
});
