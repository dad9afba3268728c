import { SlidingWindow } from "../sliding-window.ts";

/** Keys that one rule remembers; the oldest go first, so a flood cannot fill the memory. */
const MAXIMUM_KEYS = 10_000;

/** A rate that requests of one key may have. */
export interface RateLimit {
  /** Tells rules apart: one with other figures is another rule, whose windows start empty. */
  readonly id: string;
  /** Requests within the window. */
  readonly limit: number;
  readonly windowSeconds: number;
}

/**
 * The requests that rate-based rules have counted. AWS counts with some delay and an estimate (WAF
 * guide, "Rate-based rule caveats"); here every request counts at once and exactly.
 */
export class RateWindows {
  readonly #rules = new Map<string, Map<string, SlidingWindow>>();

  /** Counts a request at `now`, milliseconds of the monotonic clock; true when over the limit. */
  exceededBy(rate: RateLimit, key: string, now: number): boolean {
    let windows = this.#rules.get(rate.id);
    if (windows === undefined) {
      windows = new Map();
      this.#rules.set(rate.id, windows);
    }
    const window = windows.get(key) ?? new SlidingWindow(rate.limit, rate.windowSeconds * 1000);
    windows.delete(key);
    windows.set(key, window);
    if (windows.size > MAXIMUM_KEYS) {
      const [oldest] = windows.keys();
      if (oldest !== undefined) {
        windows.delete(oldest);
      }
    }
    return window.exceededBy(now);
  }
}
