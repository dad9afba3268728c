import { UnauthorizedException } from "@aws-lambda-powertools/event-handler/appsync-events";

/** Whether a handler refused the whole request, by Powertools' exception or one of its name. */
export const isUnauthorized = (error: unknown): boolean =>
  error instanceof UnauthorizedException ||
  (error instanceof Error && error.name === "UnauthorizedException");

/**
 * The exception that fails the invocation, so that AppSync refuses the request as a whole
 * (Powertools, AppSync Events, authorization control). The handler's own text stays in the function.
 */
export const publicUnauthorized = (): UnauthorizedException => {
  const exception = new UnauthorizedException("You are not authorized to make this call.");
  exception.stack = "";
  return exception;
};
