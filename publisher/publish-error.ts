/** An event that was accepted, with its place among the events given to `publish`. */
export interface PublishedIdentifier {
  readonly identifier: string;
  readonly index: number;
}

/** An event that the API or a handler refused. */
export interface PublishFailure {
  /** Place among the events given to `publish`. */
  readonly index: number;
  /** A handler's stable code such as `INVALID_EVENT`; `UNKNOWN` for what is not a handler's. */
  readonly code: string;
  readonly reason: string;
}

/** Some events of a publish were refused; all others were accepted and are not to be sent again. */
export class PublishError extends Error {
  readonly channel: string;
  readonly failed: readonly PublishFailure[];
  readonly accepted: readonly PublishedIdentifier[];

  constructor(
    channel: string,
    failed: readonly PublishFailure[],
    accepted: readonly PublishedIdentifier[],
  ) {
    const reasons = failed.map(({ index, code, reason }) => `[${index}] ${code}: ${reason}`);
    super(
      `${failed.length} of ${failed.length + accepted.length} events to ${channel} failed: ${reasons.join("; ")}`,
    );
    this.name = "PublishError";
    this.channel = channel;
    this.failed = failed;
    this.accepted = accepted;
  }
}

/** A publish request failed as a whole; `accepted` are events of earlier requests of the same call. */
export class PublishRequestError extends Error {
  readonly channel: string;
  readonly accepted: readonly PublishedIdentifier[];

  constructor(
    channel: string,
    reason: string,
    accepted: readonly PublishedIdentifier[],
    options?: ErrorOptions,
  ) {
    super(`publishing to ${channel} failed: ${reason}`, options);
    this.name = "PublishRequestError";
    this.channel = channel;
    this.accepted = accepted;
  }
}
