import type { Logger } from "@aws-lambda-powertools/logger";
import type { ErrorCode } from "./error-codes.ts";
import type { Invocation, InvocationContext } from "./invocation.ts";
import { InvocationLogger, textOf } from "./invocation-logger.ts";
import type { Metering } from "./metering.ts";
import type { Settlement } from "./settlement.ts";
import { isUnauthorized } from "./unauthorized-exception.ts";

function correlationId(event: unknown, context: InvocationContext): string | undefined {
  const { request } = (event ?? {}) as Partial<Invocation>;
  const traceId: unknown = request?.headers?.["x-amzn-trace-id"];
  return typeof traceId === "string" ? traceId : context?.awsRequestId;
}

function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error;
  } catch {
    return false;
  }
}

/** Tells operators of one invocation: log lines without payloads, counted refusals. Never throws. */
export class InvocationObserver {
  readonly #metering: Metering;
  readonly #makeLogger: () => Logger;
  #logger: Logger | undefined;

  constructor(metering: Metering, event: unknown, context: InvocationContext, first: boolean) {
    this.#metering = metering;
    this.#makeLogger = () =>
      new InvocationLogger({ context, correlationId: correlationId(event, context), first });
  }

  /** Logs with the invocation's correlation id and Lambda's context. Made for the first line. */
  get logger(): Logger {
    this.#logger ??= this.#makeLogger();
    return this.#logger;
  }

  /** The invocation is the first of its execution environment. */
  coldStart(functionName: string | undefined): void {
    this.#meter(() => this.#metering.coldStart(functionName));
  }

  /** A well-formed request came; sizes are those of its events' JSON in bytes. */
  received(operation: "PUBLISH" | "SUBSCRIBE", eventBytes: readonly number[]): void {
    this.#metering.invocation(operation, eventBytes);
  }

  /** An event or a subscription is refused. */
  refused(code: ErrorCode): void {
    this.#metering.refused(code);
  }

  /** A function left an event out of the broadcast. */
  dropped(): void {
    this.#metering.dropped();
  }

  /** A function of a channel settled: logs what an operator has to know of that, if anything. */
  settled(path: string, settlement: Settlement): void {
    if (settlement.kind === "timeout") {
      this.logger.error(`The handler of channel ${path} ran out of time`);
    }
    if (settlement.kind === "invalid") {
      this.resultInvalid(path, settlement.fault.message, settlement.fault.cause);
    }
    if (settlement.kind === "thrown") {
      this.#threw(path, settlement.error);
    }
  }

  /** A function returned what cannot be broadcast; `reason` holds nothing of the result. */
  resultInvalid(path: string, reason: string, cause?: unknown): void {
    const message = `The result of the handler of channel ${path} cannot be broadcast: ${reason}`;
    this.logger.error(message, ...(cause === undefined ? [] : [this.#attributes(cause)]));
  }

  /** The invocation was not made by an Event API, or not in a form that is known. */
  malformed(): void {
    this.logger.error("The invocation is not an AppSync Events request");
  }

  /** The runtime itself failed. */
  failed(error: unknown): void {
    this.logger.error("The handler runtime failed", this.#attributes(error));
  }

  /** The invocation ends; call it once, whatever happened. */
  ends(): void {
    this.#meter(() => this.#metering.flush());
  }

  /** An answer is worth more than a metric. */
  #meter(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.logger.error("Metrics could not be written", this.#attributes(error));
    }
  }

  #threw(path: string, error: unknown): void {
    if (isUnauthorized(error)) {
      this.logger.info(`The handler of channel ${path} refused`, this.#attributes(error));
    } else {
      this.logger.error(`The handler of channel ${path} failed`, this.#attributes(error));
    }
  }

  /** Powertools' form of an error; of anything else that was thrown its type and its text. */
  #attributes(thrown: unknown): { error: Error | { name: string; message: string } } {
    if (isError(thrown)) {
      return { error: thrown };
    }
    return { error: { name: typeof thrown, message: textOf(thrown) } };
  }
}
