import type { Logger } from "@aws-lambda-powertools/logger";
import type { ErrorCode } from "./error-codes.ts";
import type { InvocationContext } from "./invocation.ts";

/** What the runtime reports of an invocation. Nothing of it holds an event's content. */
export interface Observer {
  /** An invocation begins. */
  begins(event: unknown, context: InvocationContext): void;
  /** The logger of the current invocation. */
  logger(): Logger;
  /** A well-formed request was answered; sizes are those of its events in bytes. */
  handled(operation: "PUBLISH" | "SUBSCRIBE", eventBytes: readonly number[]): void;
  /** An event or a subscription was refused. */
  rejected(code: ErrorCode): void;
  /** A handler threw; the error is for the function's own log. */
  handlerFailed(path: string, error: unknown): void;
  /** A handler threw UnauthorizedException. */
  handlerRefused(path: string): void;
  handlerTimedOut(path: string): void;
  /** The resolver or the start of the function has something to say to the operator. */
  warning(message: string): void;
  /** An invocation ends; called once, whatever happened. */
  ends(): void;
}
