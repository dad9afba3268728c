import type { InvocationContext } from "./invocation.ts";

/** Kept back from the function's timeout for writing the answers. */
const MARGIN_MILLISECONDS = 250;
/** Budget where Lambda's context is missing: AppSync itself gives up after 30 s. */
const FALLBACK_MILLISECONDS = 25_000;

/** What a promise is answered with when the budget is spent first. */
export const timedOut = Symbol("timed out");

function remaining(context: InvocationContext): number {
  const left = context?.getRemainingTimeInMillis?.();
  return typeof left === "number" && Number.isFinite(left) ? left : FALLBACK_MILLISECONDS;
}

/** The time that the functions of one invocation have together. */
export class TimeBudget {
  /** On the monotonic clock. */
  readonly #endsAt: number;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #spent: Promise<typeof timedOut> | undefined;

  constructor(context: InvocationContext) {
    this.#endsAt = performance.now() + remaining(context) - MARGIN_MILLISECONDS;
  }

  /** Aborted when the budget is spent: nobody waits any more. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isSpent(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Resolves as the promise does, or with `timedOut` when the budget is spent first. */
  within<T>(promise: Promise<T>): Promise<T | typeof timedOut> {
    this.#spent ??= new Promise((resolve) => {
      const milliseconds = Math.max(0, this.#endsAt - performance.now());
      this.#timer = setTimeout(() => {
        resolve(timedOut);
        this.#abort.abort();
      }, milliseconds);
    });
    return Promise.race([promise, this.#spent]);
  }

  /** Ends the budget; call it when the answers are there. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
