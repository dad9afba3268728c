import { type Answer, answerOf, invalidEvent, matches, type Result, resultOf } from "./answer.ts";
import type { Channel } from "./channel-namespace.ts";
import type { CompiledChannel } from "./compiled-schemas.ts";
import { isUnauthorized, publicUnauthorized } from "./handler-error.ts";
import type { IncomingEvent } from "./invocation.ts";
import type { Observer } from "./observer.ts";
import { EventContext, type RequestContext } from "./request-context.ts";
import { type TimeBudget, timedOut } from "./time-budget.ts";

/** A channel with its compiled schemas, and what an invocation reports to. */
export interface PublishRoute {
  readonly path: string;
  readonly channel: Channel;
  readonly compiled: CompiledChannel;
  readonly observer: Observer;
}

const failed = (route: PublishRoute, error: unknown): Result => {
  if (isUnauthorized(error)) {
    route.observer.handlerRefused(route.path);
    throw publicUnauthorized();
  }
  route.observer.handlerFailed(route.path, error);
  return { code: "HANDLER_FAILED" };
};

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === "object" &&
  value !== null &&
  "then" in value &&
  typeof value.then === "function";

const awaited = async (
  route: PublishRoute,
  outcome: Promise<unknown>,
  request: RequestContext,
  budget: TimeBudget,
): Promise<unknown> => {
  const settled = await budget.within(Promise.resolve(outcome));
  if (settled !== timedOut) return settled;
  request.abort();
  route.observer.handlerTimedOut(route.path);
  return timedOut;
};

const judged = (route: PublishRoute, outcome: unknown): Result =>
  outcome === timedOut ? { code: "HANDLER_TIMEOUT" } : resultOf(route.compiled.broadcast, outcome);

const publishOne = (
  route: PublishRoute,
  { id, payload }: IncomingEvent,
  request: RequestContext,
  budget: TimeBudget,
): Result | Promise<Result> => {
  const { event, broadcast } = route.compiled;
  if (!matches(event, payload)) return invalidEvent(event, payload);
  const { publish } = route.channel;
  if (!publish) return resultOf(broadcast, payload);
  try {
    const outcome = publish(payload, new EventContext(id, request));
    if (!isPromise(outcome)) return resultOf(broadcast, outcome);
    return awaited(route, outcome, request, budget).then(
      (settled) => judged(route, settled),
      (error: unknown) => failed(route, error),
    );
  } catch (error) {
    return failed(route, error);
  }
};

const outcomesOf = async (
  route: PublishRoute,
  valid: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Promise<readonly Result[]> => {
  try {
    const returned: unknown = route.channel.publishAll?.(valid, request);
    const outcomes = isPromise(returned)
      ? await awaited(route, returned, request, budget)
      : returned;
    if (outcomes === timedOut) return valid.map(() => ({ code: "HANDLER_TIMEOUT" }));
    if (!Array.isArray(outcomes) || outcomes.length !== valid.length) {
      return valid.map(() => ({ code: "INVALID_RESULT" }));
    }
    return valid.map((_, index) => resultOf(route.compiled.broadcast, outcomes[index]));
  } catch (error) {
    const result = failed(route, error);
    return valid.map(() => result);
  }
};

const publishTogether = async (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Promise<readonly Result[]> => {
  const { event } = route.compiled;
  const faulty = events.map(({ payload }) =>
    matches(event, payload) ? undefined : invalidEvent(event, payload),
  );
  const valid = events.filter((_, index) => faulty[index] === undefined);
  const results = valid.length === 0 ? [] : await outcomesOf(route, valid, request, budget);
  let next = 0;
  return faulty.map((fault) => fault ?? results[next++] ?? { code: "INVALID_RESULT" });
};

const answers = (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  results: readonly Result[],
): Answer[] => {
  const written: Answer[] = [];
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    const result = results[index];
    if (!event || !result) continue;
    if (typeof result === "object" && "code" in result) route.observer.rejected(result.code);
    const answer = answerOf(event.id, result);
    if (answer) written.push(answer);
  }
  return written;
};

/**
 * Answers the events of one publish: one answer per event in the order of the events, a payload or
 * an error; only an event that its function dropped on purpose has none.
 *
 * @throws UnauthorizedException, without the handler's text, when a function throws it.
 */
export const publishBatch = async (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Promise<Answer[]> => {
  if (route.channel.publishAll) {
    return answers(route, events, await publishTogether(route, events, request, budget));
  }
  const results = events.map((event) => publishOne(route, event, request, budget));
  const settled = results.some(isPromise)
    ? await Promise.all(results)
    : (results as readonly Result[]);
  return answers(route, events, settled);
};
