import { CostError } from "./cost-error.ts";

/** A calendar month in UTC. */
export interface Month {
  /** `YYYY-MM`. */
  readonly name: string;
  /** First day, `YYYY-MM-DD`. */
  readonly firstDay: string;
  readonly start: Date;
  /** First moment of the next month. */
  readonly end: Date;
  readonly days: number;
  /** Part of the month that is over, above 0 and at most 1. */
  readonly elapsed: number;
}

/** Reads `YYYY-MM`. Throws CostError for anything else, and for a month that has not begun. */
export function parseMonth(text: string, now: Date): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (!match) {
    throw new CostError(`--month: got "${text}", allowed is YYYY-MM, such as 2026-11`);
  }
  const year = Number(match[1]);
  const index = Number(match[2]) - 1;
  const month = calendarMonth(year, index);
  if (month.start > now) {
    throw new CostError(
      `--month: ${text} is in the future (it is ${now.toISOString().slice(0, 10)} in UTC); ` +
        "a report covers a month that has begun, for later ones use: npm run cost -- forecast",
    );
  }
  const length = month.end.getTime() - month.start.getTime();
  const past = Math.max(1, now.getTime() - month.start.getTime());
  return { ...month, elapsed: Math.min(1, past / length) };
}

/** The month before a month that has begun, which is over. */
export function previousMonth({ start }: Month): Month {
  return calendarMonth(start.getUTCFullYear(), start.getUTCMonth() - 1);
}

/** A month that is over; `index` counts from 0 and may leave the year. */
function calendarMonth(year: number, index: number): Month {
  const start = new Date(Date.UTC(year, index, 1));
  const end = new Date(Date.UTC(year, index + 1, 1));
  const firstDay = start.toISOString().slice(0, 10);
  const days = (end.getTime() - start.getTime()) / 86_400_000;
  return { name: firstDay.slice(0, 7), firstDay, start, end, days, elapsed: 1 };
}
