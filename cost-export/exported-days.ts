import { ExportError } from "./export-error.ts";

/** What an export was asked for: the nightly schedule, one day, or a month again. */
export interface ExportRequest {
  /** Moment that the schedule stands at, ISO 8601; the days before it are exported. */
  readonly scheduledTime?: string;
  /** One day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** All days of a month that are over, `YYYY-MM`. */
  readonly month?: string;
}

const DAY_MS = 86_400_000;

/** Clocks of two machines differ by less; a day that is over for one may not be for the other. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Event APIs became available on 2024-10-30, so no day before has rows. */
const FIRST_DAY = "2024-10-30";

/**
 * The days to export, `YYYY-MM-DD` in UTC, the oldest first.
 *
 * @param settleDays Days before the scheduled moment that are written again: AWS corrects its metrics
 * for a while.
 * @throws ExportError for a request without a day, an impossible one, and one that is not over yet.
 */
export function exportedDays(request: unknown, settleDays: number, now: Date): string[] {
  const { scheduledTime, day, month } = requestOf(request);
  if (scheduledTime !== undefined) {
    return nightly(scheduledTime, settleDays);
  }
  if (day !== undefined) {
    return [finishedDay(day, now)];
  }
  if (month !== undefined) {
    return daysOfMonth(month, now);
  }
  throw new ExportError(
    'the export must be asked for a day, got none. Fix: invoke it with {"day":"2026-11-24"}, ' +
      '{"month":"2026-11"} or {"scheduledTime":"2026-11-25T03:00:00Z"}',
  );
}

function requestOf(request: unknown): ExportRequest {
  if (typeof request !== "object" || request === null) {
    return {};
  }
  const given = ["scheduledTime", "day", "month"].flatMap((name) => {
    const value: unknown = Reflect.get(request, name);
    if (value === undefined) {
      return [];
    }
    if (typeof value !== "string") {
      throw new ExportError(`${name} must be a text, got ${JSON.stringify(value)}`);
    }
    return [[name, value] as const];
  });
  if (given.length > 1) {
    const names = given.map(([name]) => name).join(" and ");
    throw new ExportError(`one of scheduledTime, day and month must be given, got ${names}`);
  }
  return Object.fromEntries(given);
}

/**
 * The days before a moment of the schedule. It is the schedule's own moment and no clock's: a retry
 * hours later, or a clock that is a second early at midnight, exports the same days.
 */
function nightly(scheduledTime: string, settleDays: number): string[] {
  const time = Date.parse(scheduledTime);
  if (Number.isNaN(time)) {
    throw new ExportError(
      `scheduledTime must be a moment in ISO 8601, got "${scheduledTime}". Fix: let the schedule ` +
        "hand on <aws.scheduler.scheduled-time>",
    );
  }
  return Array.from({ length: settleDays }, (_, index) =>
    dayOf(time - (settleDays - index) * DAY_MS),
  );
}

/** A day that exists and is over. @throws ExportError */
export function finishedDay(day: string, now: Date): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(start) || dayOf(start) !== day) {
    throw new ExportError(`day must be a day as YYYY-MM-DD, got "${day}"`);
  }
  if (day < FIRST_DAY) {
    throw new ExportError(`day must be ${FIRST_DAY} or later, when Event APIs began, got ${day}`);
  }
  if (start + DAY_MS > now.getTime() + CLOCK_SKEW_MS) {
    throw new ExportError(
      `day must be over in UTC, got ${day} while it is ${now.toISOString().slice(0, 16)}Z. ` +
        `Fix: ask for ${dayOf(now.getTime() - DAY_MS)} or an earlier day`,
    );
  }
  return day;
}

function daysOfMonth(month: string, now: Date): string[] {
  const start = Date.parse(`${month}-01T00:00:00Z`);
  if (!/^\d{4}-\d{2}$/.test(month) || Number.isNaN(start)) {
    throw new ExportError(`month must be a month as YYYY-MM, got "${month}"`);
  }
  const days = Array.from({ length: 31 }, (_, index) => dayOf(start + index * DAY_MS));
  const over = days.filter(
    (day) =>
      day.startsWith(month) &&
      day >= FIRST_DAY &&
      Date.parse(`${day}T00:00:00Z`) + DAY_MS <= now.getTime() + CLOCK_SKEW_MS,
  );
  if (over.length === 0) {
    throw new ExportError(
      `month must have a day that is over in UTC, from ${FIRST_DAY.slice(0, 7)} on, got ${month} ` +
        `while it is ${now.toISOString().slice(0, 16)}Z`,
    );
  }
  return over;
}

function dayOf(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().slice(0, 10);
}
