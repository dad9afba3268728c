import { type EventJson, EventJsonError, eventJson, isThenable } from "./event-json.ts";
import { Drop, Rejection } from "./outcome.ts";

/** What a function made of an event, read once: nothing that happens later changes it. */
export type Settlement =
  | { readonly kind: "payload"; readonly json: EventJson }
  | { readonly kind: "drop" }
  | { readonly kind: "rejection"; readonly rejection: Rejection }
  /** The result cannot be sent; `fault` says why. */
  | { readonly kind: "invalid"; readonly fault: EventJsonError }
  | { readonly kind: "thrown"; readonly error: unknown }
  | { readonly kind: "timeout" };

function invalid(error: unknown): Settlement {
  const fault =
    error instanceof EventJsonError
      ? error
      : new EventJsonError("cannot be read", { cause: error });
  return { kind: "invalid", fault };
}

/** Reads what a function returned for one event. Never throws. */
export function settlementOf(outcome: unknown): Settlement {
  try {
    if (outcome instanceof Drop) {
      return { kind: "drop" };
    }
    if (outcome instanceof Rejection) {
      return { kind: "rejection", rejection: outcome };
    }
    return { kind: "payload", json: eventJson(outcome) };
  } catch (error) {
    return invalid(error);
  }
}

/** Outcomes of a list that are read at most; far more than a request has events. */
const MOST_READ = 1_000;

/**
 * Reads what a whole-batch function returned: outcomes, or promises of them, each of which settles for
 * itself. Never throws; a list of another length, or none, is one invalid settlement.
 */
export function settlementsOf(
  outcomes: unknown,
  count: number,
): readonly (Settlement | Promise<Settlement>)[] | Settlement {
  try {
    if (!Array.isArray(outcomes)) {
      throw new EventJsonError("is not a list of outcomes");
    }
    const { length } = outcomes;
    // Read before they are counted: a rejected promise that nobody has read ends the process.
    const read = Array.from({ length: Math.min(length, MOST_READ) }, (_, index) =>
      settle(() => outcomes[index], settlementOf),
    );
    if (length === count) {
      return read;
    }
    throw new EventJsonError(`has ${length} outcomes for ${count} events`);
  } catch (error) {
    return invalid(error);
  }
}

/**
 * Calls a function and reads what it returns with `read`, which must not throw: at once where it is no
 * promise, or else as the first thing that happens after it has settled. The functions of a batch may
 * share a value that they return and change; any time in between would be time for another to change
 * it. The promise never rejects.
 */
export function settle<Read>(
  call: () => unknown,
  read: (outcome: unknown) => Read,
): Read | Settlement | Promise<Read | Settlement> {
  try {
    const outcome = call();
    return isThenable(outcome) ? settleLater(outcome, read) : read(outcome);
  } catch (error) {
    return { kind: "thrown", error };
  }
}

async function settleLater<Read>(
  outcome: PromiseLike<unknown>,
  read: (outcome: unknown) => Read,
): Promise<Read | Settlement> {
  try {
    return read(await outcome);
  } catch (error) {
    return { kind: "thrown", error };
  }
}
