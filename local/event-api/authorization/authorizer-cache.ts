/** Answers kept at most; the oldest go first. */
const MAXIMUM_ENTRIES = 10_000;

interface Entry<Value> {
  readonly value: Value;
  /** Milliseconds of the monotonic clock. */
  readonly expires: number;
}

/** Keeps values until they expire, and only so many of them. */
export class AuthorizerCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();

  /** `now` is in milliseconds of the monotonic clock, as `expires` of `set`. */
  get(key: string, now: number): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    if (entry.expires > now) {
      return entry.value;
    }
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, expires: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, expires });
    if (this.#entries.size <= MAXIMUM_ENTRIES) {
      return;
    }
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) {
      this.#entries.delete(oldest);
    }
  }
}
