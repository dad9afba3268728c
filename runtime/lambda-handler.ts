import type { Context } from "aws-lambda";
import type { ChannelNamespace } from "./channel-namespace.ts";
import { type ChannelRoute, channelRouter } from "./channel-route.ts";
import type { CompiledSchemas } from "./compiled-schemas.ts";
import { type ErrorCode, errorText } from "./error-codes.ts";
import { type Invocation, idsOf, isInvocation } from "./invocation.ts";
import { InvocationLogger } from "./invocation-logger.ts";
import { InvocationObserver } from "./invocation-observer.ts";
import { InvocationScope } from "./invocation-scope.ts";
import { Metering } from "./metering.ts";
import { publishBatch } from "./publish.ts";
import { type ReceivedEvent, receiveEvent } from "./received-event.ts";
import type { SecretFetcher } from "./secret-reader.ts";
import { refuse } from "./settled-answer.ts";
import { start } from "./start.ts";
import { decideSubscription, type RuleFinder, ruleFinder } from "./subscribe.ts";

/** What a namespace's function answers: answers to events, a refusal as a whole, or acceptance. */
export type Response =
  | { readonly events: readonly { readonly id: string | number | null }[] }
  | { readonly error: string }
  | null;

/** The function that Lambda calls. Never throws: a refusal is an answer. */
export type LambdaHandler = (event: unknown, context: Context) => Promise<Response>;

type Variables = Readonly<Record<string, string | undefined>>;

function refuseAll(event: unknown, code: ErrorCode, observer: InvocationObserver): Response {
  const ids = idsOf(event);
  if (!ids) {
    observer.refused(code);
    return { error: errorText(code) };
  }
  for (const _ of ids) {
    observer.refused(code);
  }
  return { events: ids.map((id) => ({ id, error: errorText(code) })) };
}

async function answerPublish(
  events: readonly ReceivedEvent[],
  route: ChannelRoute | undefined,
  scope: InvocationScope,
): Promise<Response> {
  if (route) {
    return { events: await publishBatch(route, events, scope) };
  }
  return { events: events.map(({ id }) => refuse(id, "UNROUTED_CHANNEL", scope.observer)) };
}

async function answerSubscribe(
  path: string,
  rules: RuleFinder,
  scope: InvocationScope,
): Promise<Response> {
  const refusal = await decideSubscription(path, rules(path), scope);
  if (!refusal) {
    return null;
  }
  scope.observer.refused(refusal.code);
  return { error: errorText(refusal.code, refusal.reason) };
}

/** Takes the events of an invocation and counts what AppSync charges for it. */
function receive(invocation: Invocation, observer: InvocationObserver): readonly ReceivedEvent[] {
  const events = (invocation.events ?? []).map(receiveEvent);
  observer.received(
    invocation.info.operation,
    events.map(({ bytes }) => bytes),
  );
  return events;
}

/** The namespace that is counted for: the function's own, also where its environment says nothing. */
function namespaceName({ channels }: ChannelNamespace, variables: Variables): string {
  return variables.CHANNEL_NAMESPACE || Object.keys(channels)[0]?.split("/")[1] || "";
}

function meteringFor(namespace: string, variables: Variables): Metering {
  return new Metering({
    stage: variables.STAGE,
    eventApiId: variables.EVENT_API_ID,
    namespace,
    flush: variables.METRICS_FLUSH === "invocation" ? "invocation" : "aggregate",
    usdPerMillion: Number(variables.OPERATIONS_USD_PER_MILLION),
  });
}

/**
 * Makes the function of a namespace. Whatever it is invoked with, every event gets one answer with
 * its id, in its place: a payload that matches the channel's schema, or an error of `errorCodes`. A
 * subscription is accepted only when a rule of the namespace returns true for it.
 *
 * @param variables The environment. @default process.env
 * @param fetchSecret Fetches secrets. @default none: for namespaces that declare no secrets
 */
export function createHandler(
  namespace: ChannelNamespace,
  compiled: CompiledSchemas,
  variables: Variables = process.env,
  fetchSecret?: SecretFetcher,
): LambdaHandler {
  const started = start(namespace, compiled, variables, fetchSecret);
  const fault = "code" in started ? started : undefined;
  const name = namespaceName(namespace, variables);
  const metering = meteringFor(name, variables);
  const routeOf = channelRouter(namespace, compiled);
  const rules = ruleFinder(namespace, routeOf);
  let first = true;
  if (fault) {
    const logger = new InvocationLogger({ context: undefined, correlationId: undefined, first });
    logger.error(`Every event is refused. ${fault.message}`);
  }

  async function answer(
    event: unknown,
    context: Context,
    observer: InvocationObserver,
  ): Promise<Response> {
    if (!isInvocation(event, name)) {
      if (!fault) {
        observer.malformed();
      }
      return refuseAll(event, fault?.code ?? "MALFORMED_INVOCATION", observer);
    }
    const events = receive(event, observer);
    if (fault) {
      return refuseAll(event, fault.code, observer);
    }
    const scope = new InvocationScope(event, context, observer);
    const { path } = event.info.channel;
    try {
      return event.info.operation === "PUBLISH"
        ? await answerPublish(events, routeOf(path), scope)
        : await answerSubscribe(path, rules, scope);
    } finally {
      scope.budget.end();
    }
  }

  return async (event, context) => {
    const observer = new InvocationObserver(metering, event, context, first);
    if (first) {
      observer.coldStart(context?.functionName);
    }
    first = false;
    try {
      return await answer(event, context, observer);
    } catch (error) {
      observer.failed(error);
      return refuseAll(event, "HANDLER_FAILED", observer);
    } finally {
      observer.ends();
    }
  };
}
