const DAY_FORM = /^\d{4}-\d{2}-\d{2}(?:T00:00:00(?:\.000)?Z)?$/;
const MILLISECONDS_OF_DAY = 24 * 60 * 60 * 1000;

/** The longest that somebody may let a guard off before looking at it again, unless settings say so. */
export const DEFAULT_MAXIMUM_DAYS = 400;

/**
 * The last moment of a day of the calendar, in UTC, or undefined for a text that is none. `Date`
 * would take 30 February for 2 March.
 *
 * @param day `2026-12-31`; YAML makes the start of the day, in UTC, of one that has no quotes.
 */
export function lastMomentOf(day: string): Date | undefined {
  if (!DAY_FORM.test(day)) {
    return undefined;
  }
  const written = day.slice(0, 10);
  const moment = new Date(`${written}T23:59:59.999Z`);
  const exists = !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(written);
  return exists ? moment : undefined;
}

/** What is wrong with a last day: it does not exist, or is further away than somebody may plan. */
export function dayFault(day: string, now: Date, maximumDays: number): string | undefined {
  const last = lastMomentOf(day);
  if (last === undefined) {
    return "must be a day of the calendar, as in 2026-12-31";
  }
  const days = (last.valueOf() - now.valueOf()) / MILLISECONDS_OF_DAY;
  return days > maximumDays + 1
    ? `must be at most ${maximumDays} days from today (maximumDays of this policy)`
    : undefined;
}
