/** What a publish function returns to leave an event out of the broadcast without an error. */
export class Drop {
  readonly outcome = "drop";

  constructor() {
    Object.freeze(this);
  }
}

/** Longest reason of a handler's own that is passed on, in UTF-16 units. */
const MAX_REASON_LENGTH = 500;

/** What a publish function returns to refuse one event; the reason reaches the publisher. */
export class Rejection {
  readonly outcome = "rejection";
  readonly code: "REJECTED" | "UNAUTHORIZED";
  readonly reason: string | undefined;

  constructor(code: "REJECTED" | "UNAUTHORIZED", reason?: string) {
    this.code = code;
    // A text that holds half a character cannot be sent.
    this.reason = reason ? String(reason).slice(0, MAX_REASON_LENGTH).toWellFormed() : undefined;
    Object.freeze(this);
  }
}

const dropped = new Drop();

/**
 * Leaves the event out of the response, so AppSync neither broadcasts it nor reports it as failed
 * (Developer Guide, Writing event handlers). The one case without an answer, and always on purpose.
 */
export function drop(): Drop {
  return dropped;
}

/** Refuses the event with the code REJECTED. `reason` is public: put no data of others in it. */
export function reject(reason?: string): Rejection {
  return new Rejection("REJECTED", reason);
}

/** Refuses the event with the code UNAUTHORIZED, and that event only. */
export function unauthorized(): Rejection {
  return new Rejection("UNAUTHORIZED");
}

/** What becomes of one event: the payload to broadcast, `drop()`, `reject()` or `unauthorized()`. */
export type PublishOutcome<Broadcast> = Broadcast | Drop | Rejection;
