/** Consumed entries at the front of a window that are worth a copy of the rest. */
const COMPACT_FROM = 1_024;

/**
 * Counts what happened within the last `windowMs` milliseconds, exactly, up to `limit` + 1: older
 * times are forgotten, so the memory is bounded by the limit and a call costs constant time.
 */
export class SlidingWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];
  #first = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Adds one at `now` (milliseconds, never decreasing); true when it is over the limit. */
  exceededBy(now: number): boolean {
    this.#forget(now - this.#windowMs);
    this.#times.push(now);
    if (this.#times.length - this.#first <= this.#limit) {
      return false;
    }
    this.#first++;
    return true;
  }

  /** Adds one at `now` unless that is over the limit; true when it was added. */
  admits(now: number): boolean {
    this.#forget(now - this.#windowMs);
    if (this.#times.length - this.#first >= this.#limit) {
      return false;
    }
    this.#times.push(now);
    return true;
  }

  #forget(until: number): void {
    for (let time = this.#times[this.#first]; time !== undefined && time <= until; ) {
      this.#first++;
      time = this.#times[this.#first];
    }
    if (this.#first >= COMPACT_FROM && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
  }
}
