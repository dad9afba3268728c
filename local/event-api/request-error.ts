import type { CustomResponse } from "../waf/rule-action.ts";
import type { ErrorEntry } from "./protocol.ts";

/**
 * A request that is refused as a whole. HTTP and WebSocket name some mistakes differently, so it
 * carries both forms. Only `http` and `realtime` are meant for clients. Each function below says
 * where its words come from: AWS's documents, a client's tests against the service, or a guess.
 */
export class RequestError extends Error {
  /** HTTP status: 4xx is the client's mistake, 5xx the server's. */
  readonly status: number;
  readonly http: ErrorEntry;
  readonly realtime: ErrorEntry;
  /** For the developer's log where the service's own words do not say what to mend. */
  readonly hint: string | undefined;
  /** What an HTTP client gets in place of the error; a socket has no room for it. */
  readonly response: CustomResponse | undefined;

  constructor(
    status: number,
    http: ErrorEntry,
    {
      realtime = http,
      hint,
      response,
    }: { realtime?: ErrorEntry; hint?: string; response?: CustomResponse | undefined } = {},
  ) {
    super(http.message ?? http.errorType);
    this.name = "RequestError";
    this.status = status;
    this.http = http;
    this.realtime = realtime;
    this.hint = hint;
    this.response = response;
  }
}

/**
 * The entry of a `connection_error`. Only there the service adds `errorCode`: 401 for a refused
 * credential (live test of auvred/aws-appsync-events); the codes of other refusals are a guess,
 * which the Amplify client reads like HTTP statuses.
 */
export function connectionErrorEntry({ status, realtime }: RequestError): ErrorEntry {
  const { errorType, ...message } = realtime;
  const errorCode = errorType === "BadRequestException" ? 400 : status;
  return { errorType, errorCode, ...message };
}

const NOT_AUTHORIZED = "You are not authorized to make this call.";

/**
 * A wrong or missing credential, or a mode that the operation does not accept (live tests of the
 * Android library and of auvred/aws-appsync-events).
 */
export function notAuthorized(): RequestError {
  return new RequestError(401, { errorType: "UnauthorizedException", message: NOT_AUTHORIZED });
}

/**
 * An `Authorization` without content: the service refuses it without a message, and asks no Lambda
 * authorizer (observed on connect by a public client; for the other operations a guess).
 */
export function emptyAuthorization(): RequestError {
  return new RequestError(
    401,
    { errorType: "UnauthorizedException" },
    { hint: "A request was refused: its Authorization is empty, so no authorizer was asked." },
  );
}

/**
 * A channel namespace that does not exist; only the missing message tells it from a credential that
 * is refused (live tests of the Android library and of auvred/aws-appsync-events).
 */
export function unknownNamespace(): RequestError {
  return new RequestError(401, { errorType: "UnauthorizedException" });
}

/** A Signature Version 4 that does not match: WebSocket clients read `BadRequestException`. */
export function signatureMismatch(): RequestError {
  return new RequestError(
    401,
    { errorType: "UnauthorizedException", message: NOT_AUTHORIZED },
    {
      realtime: {
        errorType: "BadRequestException",
        message: "The request signature we calculated does not match the signature you provided.",
      },
    },
  );
}

/** A malformed request, with the same words over HTTP and WebSocket. */
export function badRequest(message: string): RequestError {
  return new RequestError(400, { errorType: "BadRequestException", message });
}

/** A body that is not a JSON object of a channel and a list of events (the words are a guess). */
export function notSerialized(message: string): RequestError {
  return new RequestError(
    400,
    { errorType: "SerializationException", message },
    { realtime: { errorType: "BadRequestException", message } },
  );
}

/**
 * No event: an empty list (live test of auvred/aws-appsync-events, over HTTP), or no list at all and
 * over a WebSocket (a guess).
 */
export function missingEvents(): RequestError {
  return badRequest("Missing events");
}

/**
 * Events that are not a list of texts: a 400 that says nothing (observed by a public publisher that
 * sent objects; that the message is absent is a guess). The hint says what to mend.
 */
export function malformedEvents(hint: string): RequestError {
  return new RequestError(400, { errorType: "BadRequestException" }, { hint });
}

/** A channel that breaks the grammar (observed live by a public publisher, for a `#`). */
export function invalidChannel(): RequestError {
  return badRequest("Invalid Channel Format");
}

/**
 * Input over a quota; `limit` reads like "5 event limit", which is what live tests of the Android
 * library saw, over HTTP and over a WebSocket. For the other quotas the words are a guess.
 */
export function inputExceeded(limit: string): RequestError {
  return new RequestError(
    400,
    { errorType: "BadRequestException", message: `Input exceeded ${limit}` },
    { realtime: { errorType: "InvalidInputError", message: `input exceeded ${limit}` } },
  );
}

/**
 * A request refused by the web ACL, with the body that AppSync answers for it, or with the custom
 * response of the rule. A socket reads the status of that as its `errorCode` (a guess).
 */
export function blockedByWebAcl(response?: CustomResponse): RequestError {
  const entry = { errorType: "WAFForbiddenException", message: "403 Forbidden" };
  return new RequestError(response?.status ?? 403, entry, { response });
}

/** No API behind the host name. */
export function unknownApi(): RequestError {
  return new RequestError(404, {
    errorType: "ResourceNotFoundException",
    message: "The API was not found.",
  });
}

/** A path or method that the endpoint does not have. */
export function unknownOperation(): RequestError {
  return new RequestError(404, {
    errorType: "UnknownOperationException",
    message: "The operation was not found.",
  });
}

/** What a client learns when the stage itself fails; the cause goes to the log alone. */
export function internalFailure(): RequestError {
  return new RequestError(500, {
    errorType: "InternalFailure",
    message: "The request could not be processed.",
  });
}

/**
 * A subscription id that the connection already uses. AWS documents the mistake but not its type;
 * this is the one that clients of AppSync's realtime endpoint report.
 */
export function duplicateSubscription(): RequestError {
  const message = "The id is in use by another subscription of this connection.";
  return new RequestError(400, { errorType: "DuplicatedOperationError", message });
}

/** More subscriptions than a connection may have. */
export function tooManySubscriptions(limit: number): RequestError {
  const message = `A connection has at most ${limit} subscriptions.`;
  return new RequestError(400, { errorType: "MaxSubscriptionsReachedError", message });
}

/** More publish requests in a second than a connection may send. */
export function tooManyPublishes(limit: number): RequestError {
  const message = `Rate exceeded: ${limit} publish requests per second and connection.`;
  return new RequestError(429, { errorType: "LimitExceededError", message });
}

/**
 * A request over a quota of the account. AWS counts it as a client's error (Developer Guide,
 * CloudWatch metrics); type and words are those of AWS's other services, a guess.
 */
export function throttled(): RequestError {
  return new RequestError(429, { errorType: "ThrottlingException", message: "Rate exceeded" });
}

/** An unsubscribe of an id that the connection does not know. */
export function unknownSubscription(): RequestError {
  const message = "The connection has no subscription with this id.";
  return new RequestError(400, { errorType: "UnknownOperationError", message });
}

/**
 * A message of a type that the service does not know: sent without an id, and the socket lives on
 * (observed by a public client that sent `ka`; the words are the service's).
 */
export function unsupportedOperation(): RequestError {
  const message = "Operation not supported through the realtime channel";
  return new RequestError(400, { errorType: "UnsupportedOperation", message });
}
