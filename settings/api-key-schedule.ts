/**
 * When API keys are exchanged. Time is cut into periods of `everyDays` days from `firstDay` on; at
 * any time the key of the current period and that of the one before exist, so that clients have a
 * whole period to move over. Nothing changes while a period lasts.
 */
export interface ApiKeySchedule {
  /** First day of the first period, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  /** Length of a period in days. */
  readonly everyDays: number;
}

/** A key that exists today. */
export interface ScheduledApiKey {
  /** First day of the key's period, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  /** End of the key's life, midnight UTC in RFC 3339. AppSync rounds expiry to the hour. */
  readonly expires: string;
  /** Whole days until then. */
  readonly daysLeft: number;
}

/** Days that a key outlives the second of its periods, so that a late deployment locks nobody out. */
export const GRACE_DAYS = 2;

/** Longest life of an API key (AWS AppSync API Reference, CreateApiKey.expires). */
export const MAX_KEY_DAYS = 365;

/** Longest period whose keys, which live for two of them and the grace, AppSync accepts. */
export const MAX_PERIOD_DAYS = Math.floor((MAX_KEY_DAYS - GRACE_DAYS) / 2);

const DAY = 86_400_000;

/** The day as a number since 1970-01-01, or undefined when there is no such day. */
export function dayNumber(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
    return undefined;
  }
  const time = Date.parse(`${day}T00:00:00Z`);
  // The parser turns 30 February into 2 March, hence the comparison.
  return Number.isNaN(time) || isoDay(time / DAY) !== day ? undefined : time / DAY;
}

function isoDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** What is wrong with a schedule, in terms of its properties; nothing when it gives valid keys. */
export function apiKeyScheduleFaults(
  schedule: ApiKeySchedule,
  today: Date,
): { path: "firstDay" | "everyDays"; got: string; allowed: string }[] {
  const faults: ReturnType<typeof apiKeyScheduleFaults> = [];
  const first = dayNumber(schedule.firstDay);
  if (first === undefined) {
    faults.push({ path: "firstDay", got: schedule.firstDay, allowed: "a day as YYYY-MM-DD" });
  } else if (first > today.getTime() / DAY) {
    const allowed = `a day up to today, ${today.toISOString().slice(0, 10)} (UTC)`;
    faults.push({ path: "firstDay", got: schedule.firstDay, allowed });
  }
  const { everyDays } = schedule;
  if (!Number.isInteger(everyDays) || everyDays < 1 || everyDays > MAX_PERIOD_DAYS) {
    const allowed =
      `whole days from 1 to ${MAX_PERIOD_DAYS}: a key lives for two periods and ` +
      `${GRACE_DAYS} days, and AppSync allows ${MAX_KEY_DAYS}`;
    faults.push({ path: "everyDays", got: String(everyDays), allowed });
  }
  return faults;
}

/**
 * The two keys that exist today, the newest first. Throws RangeError for a schedule that
 * `apiKeyScheduleFaults` refuses.
 */
export function scheduledApiKeys(
  schedule: ApiKeySchedule,
  today: Date,
): [ScheduledApiKey, ScheduledApiKey] {
  const [fault] = apiKeyScheduleFaults(schedule, today);
  const first = dayNumber(schedule.firstDay);
  if (fault !== undefined || first === undefined) {
    throw new RangeError(`${fault?.path}: got ${fault?.got}, allowed: ${fault?.allowed}`);
  }
  const now = Math.floor(today.getTime() / DAY);
  const period = Math.floor((now - first) / schedule.everyDays);
  const key = (index: number): ScheduledApiKey => {
    const start = first + index * schedule.everyDays;
    const end = start + 2 * schedule.everyDays + GRACE_DAYS;
    return { firstDay: isoDay(start), expires: `${isoDay(end)}T00:00:00Z`, daysLeft: end - now };
  };
  return [key(period), key(period - 1)];
}
