/** When handlers write the operations that they counted, see `FLUSH_OPERATIONS`. */
export type MetricsFlush = "invocation" | "aggregate";

/**
 * In aggregate mode counts are written at the end of an invocation as soon as this many operations
 * wait, or this long after the last write. A container that is lost without a signal therefore
 * loses at most the operations of its last `FLUSH_INTERVAL_MS`, and fewer than `FLUSH_OPERATIONS`
 * plus those of one invocation. A frozen container runs no timers: the interval is looked at when
 * an invocation ends, and the first invocation of a container is written at once.
 */
export const FLUSH_OPERATIONS = 1_000;
export const FLUSH_INTERVAL_MS = 60_000;
