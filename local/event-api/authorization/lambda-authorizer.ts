import { AUTHORIZER_RESULT_TTL_SECONDS } from "../../../aws-facts/authorizer-limits.ts";
import type { EventApi, FunctionInvoker, LambdaAuthorizer } from "../../model.ts";
import { AUTHORIZER_MS, MAXIMUM_AUTHORIZER_CONTEXT_BYTES } from "../limits.ts";
import { notAuthorized } from "../request-error.ts";
import { withinTime } from "../within-time.ts";
import { AuthorizerCache } from "./authorizer-cache.ts";
import type { AuthorizationRequest } from "./credential.ts";
import type { LambdaIdentity } from "./identity.ts";

interface Answer {
  readonly isAuthorized: boolean;
  readonly handlerContext: Readonly<Record<string, string>>;
  readonly ttlOverride?: number;
}

/** Reads an authorizer's response. Throws an Error that says what is wrong with it. */
function parseAnswer(response: unknown): Answer {
  if (typeof response !== "object" || response === null) {
    throw new Error("it is not an object");
  }
  const { isAuthorized, handlerContext, ttlOverride } = response as Record<string, unknown>;
  if (typeof isAuthorized !== "boolean") {
    throw new Error("isAuthorized is not a boolean");
  }
  if (ttlOverride !== undefined && ttlOverride !== null && !isSeconds(ttlOverride)) {
    throw new Error("ttlOverride is not a number of seconds from 0 to 3600");
  }
  return {
    isAuthorized,
    handlerContext: parseContext(handlerContext),
    ...(isSeconds(ttlOverride) && { ttlOverride }),
  };
}

function isSeconds(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= AUTHORIZER_RESULT_TTL_SECONDS.maximum;
}

function parseContext(value: unknown): Record<string, string> {
  if (value === undefined || value === null) {
    return {};
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Error("handlerContext is not an object");
  }
  const context: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") {
      throw new Error(`handlerContext.${name} is not a string`);
    }
    context[name] = text;
  }
  if (Buffer.byteLength(JSON.stringify(context)) > MAXIMUM_AUTHORIZER_CONTEXT_BYTES) {
    throw new Error("handlerContext is over 5 MB");
  }
  return context;
}

/** The event of a Lambda authorizer (Developer Guide, Lambda authorization). */
function authorizerEvent(api: EventApi, request: AuthorizationRequest): unknown {
  return {
    authorizationToken: request.credential.authorization,
    requestContext: {
      apiId: api.apiId,
      accountId: api.accountId,
      requestId: request.requestId,
      operation: request.operation,
      channelNamespaceName: request.channel?.namespace ?? null,
      channel: request.channel?.path ?? null,
    },
    requestHeaders: request.requestHeaders,
  };
}

/**
 * Asks an API's Lambda authorizer and keeps its answers: per API, operation, channel and token, for
 * `ttlOverride` or else the API's TTL. An exception, a timeout, or an answer that breaks the
 * contract is a denial and is not kept.
 */
export class LambdaAuthorization {
  readonly #invoker: FunctionInvoker;
  readonly #log: (message: string) => void;
  readonly #answers = new AuthorizerCache<Answer>();

  constructor(invoker: FunctionInvoker, log: (message: string) => void) {
    this.#invoker = invoker;
    this.#log = log;
  }

  /** The caller's identity. Throws RequestError when it is denied. */
  async authorize(api: EventApi, request: AuthorizationRequest): Promise<LambdaIdentity> {
    const authorizer = api.lambdaAuthorizer;
    const token = request.credential.authorization ?? "";
    if (authorizer === undefined || !this.#isWellFormed(authorizer, token)) {
      throw notAuthorized();
    }
    const key = JSON.stringify([
      authorizer.functionArn,
      api.apiId,
      request.operation,
      request.channel?.path ?? null,
      token,
    ]);
    const answer =
      this.#answers.get(key, performance.now()) ?? (await this.#ask(api, authorizer, request, key));
    if (!answer.isAuthorized) {
      throw notAuthorized();
    }
    return { handlerContext: answer.handlerContext };
  }

  #isWellFormed(authorizer: LambdaAuthorizer, token: string): boolean {
    if (authorizer.identityValidationExpression === undefined) {
      return true;
    }
    try {
      return new RegExp(authorizer.identityValidationExpression).test(token);
    } catch {
      this.#log(
        "The identityValidationExpression of the Lambda authorizer is not a regular expression: " +
          `${authorizer.identityValidationExpression}. Every token is refused until it is.`,
      );
      return false;
    }
  }

  async #ask(
    api: EventApi,
    authorizer: LambdaAuthorizer,
    request: AuthorizationRequest,
    key: string,
  ): Promise<Answer> {
    try {
      if (authorizer.notPermitted !== undefined) {
        throw new Error(authorizer.notPermitted);
      }
      const event = authorizerEvent(api, request);
      const invocation = this.#invoker.invoke(authorizer.functionArn, event, "REQUEST_RESPONSE");
      const { value } = await withinTime(invocation, AUTHORIZER_MS);
      const answer = parseAnswer(value);
      const seconds = answer.ttlOverride ?? authorizer.resultTtlSeconds;
      if (seconds > 0) {
        this.#answers.set(key, answer, performance.now() + seconds * 1000);
      }
      return answer;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      this.#log(
        `The Lambda authorizer ${authorizer.functionArn} gave no answer: ${cause}. Denied.`,
      );
      throw notAuthorized();
    }
  }
}
