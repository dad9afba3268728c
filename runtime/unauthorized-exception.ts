import { UnauthorizedException } from "@aws-lambda-powertools/event-handler/appsync-events";

/**
 * Powertools' exception by which a function refuses: thrown for one event it refuses that event, in
 * `publishAll` all that it was given, in a rule the subscription. The caller reads UNAUTHORIZED and
 * never the exception's text. `unauthorized()` does the same without an exception.
 */
export { UnauthorizedException };

/**
 * Whether a function refused by throwing. The class decides and not the name, which errors of the AWS
 * SDK have as well: not being allowed to read a table is a fault of the function.
 */
export function isUnauthorized(thrown: unknown): boolean {
  try {
    return thrown instanceof UnauthorizedException;
  } catch {
    // A revoked proxy, for instance, has no class that could be read.
    return false;
  }
}
