import type { Context } from "aws-lambda";
import type { ChannelNamespace } from "./channel-namespace.ts";
import type { CompiledSchemas } from "./compiled-schemas.ts";
import { type ErrorCode, errorText } from "./error-codes.ts";
import { type Invocation, idsOf, isInvocation } from "./invocation.ts";
import { observe } from "./observability.ts";
import type { Observer } from "./observer.ts";
import { RequestContext } from "./request-context.ts";
import { buildResolver, type Passage, resolveWith } from "./resolver.ts";
import { start } from "./start.ts";
import { TimeBudget } from "./time-budget.ts";

/** What a namespace's function answers: answers to events, a refusal as a whole, or acceptance. */
export type Response =
  | { readonly events: readonly { readonly id: string | number | null }[] }
  | { readonly error: string }
  | null;

/** The function that Lambda calls. Never throws but UnauthorizedException. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<Response>;

const refuse = (event: unknown, code: ErrorCode, observer: Observer): Response => {
  const ids = idsOf(event);
  if (!ids) {
    observer.rejected(code);
    return { error: errorText(code) };
  }
  for (const _ of ids) observer.rejected(code);
  return { events: ids.map((id) => ({ id, error: errorText(code) })) };
};

const responseOf = (event: Invocation, passage: Passage, observer: Observer): Response => {
  if (event.info.operation === "PUBLISH") {
    return passage.answers
      ? { events: passage.answers }
      : refuse(event, "HANDLER_FAILED", observer);
  }
  const { subscription = { code: "HANDLER_FAILED" } } = passage;
  if (subscription === "accepted") return null;
  observer.rejected(subscription.code);
  return { error: errorText(subscription.code) };
};

/**
 * Makes the function of a namespace. Whatever it is invoked with, every event gets one answer with
 * its id, in its place: a payload that matches the channel's schema, or an error of `errorCodes`. A
 * subscription is accepted only when a rule of the namespace returns true for it.
 *
 * @param variables The environment. @default process.env
 */
export const createHandler = (
  namespace: ChannelNamespace,
  compiled: CompiledSchemas,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): LambdaHandler => {
  const started = start(namespace, compiled, variables);
  const fault = "code" in started ? started : undefined;
  const observer = observe("code" in started ? undefined : started);
  const app = buildResolver(namespace, compiled, observer);
  const name = variables.CHANNEL_NAMESPACE ?? "";
  if (fault) observer.warning(`Every event is refused. ${fault.message}`);

  const refuseAll = (event: unknown, code: ErrorCode): Response => {
    const response = refuse(event, code, observer);
    observer.ends();
    return response;
  };

  // One asynchronous function and no more: each costs a tenth of handling an event.
  return async (event, context) => {
    observer.begins(event, context);
    if (fault) return refuseAll(event, fault.code);
    if (!isInvocation(event, name)) return refuseAll(event, "MALFORMED_INVOCATION");
    const request = new RequestContext(event, observer);
    const budget = new TimeBudget(context);
    const passage: Passage = { request, budget };
    try {
      await resolveWith(app, event, passage);
      return responseOf(event, passage, observer);
    } finally {
      budget.end();
      observer.handled(event.info.operation, request.eventBytes);
      observer.ends();
    }
  };
};
