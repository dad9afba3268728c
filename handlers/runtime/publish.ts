import {
  type Answer,
  type Answered,
  answerOutcome,
  answerPayload,
  matches,
  refuse,
  refuseInvalid,
} from "./answer.ts";
import type { Channel } from "./channel-namespace.ts";
import type { CompiledChannel } from "./compiled-schemas.ts";
import type { ErrorCode } from "./error-codes.ts";
import { eventBytes } from "./event-bytes.ts";
import { isUnauthorized, publicUnauthorized } from "./handler-error.ts";
import type { IncomingEvent } from "./invocation.ts";
import { jsonUnits, maxDepth, measureJson } from "./json-units.ts";
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

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> =>
  typeof value === "object" && value !== null && typeof (value as Promise<T>).then === "function";

/** The code for what a handler threw. Throws UnauthorizedException itself, without its text. */
const codeOfThrown = ({ observer, path }: PublishRoute, error: unknown): ErrorCode => {
  if (isUnauthorized(error)) {
    observer.handlerRefused(path);
    throw publicUnauthorized();
  }
  observer.handlerFailed(path, error);
  return "HANDLER_FAILED";
};

const withinBudget = async (
  route: PublishRoute,
  outcome: Promise<unknown>,
  request: RequestContext,
  budget: TimeBudget,
): Promise<unknown> => {
  const settled = await budget.within(Promise.resolve(outcome));
  if (settled === timedOut) {
    request.abort();
    route.observer.handlerTimedOut(route.path);
  }
  return settled;
};

/** Refused events are metered too: AppSync counts what comes in before a handler sees it. */
const answerInvalid = (
  { compiled, observer }: PublishRoute,
  { id, payload }: IncomingEvent,
  request: RequestContext,
): Answer => {
  const units = jsonUnits(payload);
  request.eventBytes.push(Number.isNaN(units) ? measureJson(payload).units : units);
  return refuseInvalid(id, compiled.event, payload, observer);
};

/**
 * Meters an event that matches its schema and gives its units; undefined when it is nested so deeply
 * that writing it would cost more than an event may.
 */
const meteredUnits = (
  { compiled }: PublishRoute,
  payload: unknown,
  request: RequestContext,
): number | undefined => {
  let units = compiled.event.units(payload);
  if (Number.isNaN(units)) {
    const measure = measureJson(payload);
    units = measure.units;
    if (measure.depth > maxDepth) {
      request.eventBytes.push(units);
      return undefined;
    }
  }
  request.eventBytes.push(eventBytes(payload, units));
  return units;
};

const answerTooDeep = ({ observer }: PublishRoute, id: string): Answer =>
  refuse(id, "INVALID_EVENT", observer, `"" must have at most ${maxDepth} levels`);

const answerLater = async (
  route: PublishRoute,
  id: string,
  outcome: Promise<unknown>,
  request: RequestContext,
  budget: TimeBudget,
): Promise<Answered> => {
  const { compiled, observer } = route;
  try {
    const settled = await withinBudget(route, outcome, request, budget);
    if (settled === timedOut) return refuse(id, "HANDLER_TIMEOUT", observer);
    return answerOutcome(id, compiled.broadcast, settled, observer);
  } catch (error) {
    return refuse(id, codeOfThrown(route, error), observer);
  }
};

const answerOne = (
  route: PublishRoute,
  published: IncomingEvent,
  request: RequestContext,
  budget: TimeBudget,
): Answered | Promise<Answered> => {
  const { id, payload } = published;
  const { channel, compiled, observer } = route;
  if (!matches(compiled.event, payload)) return answerInvalid(route, published, request);
  const units = meteredUnits(route, payload, request);
  if (units === undefined) return answerTooDeep(route, id);
  if (!channel.publish) {
    return compiled.event === compiled.broadcast
      ? answerPayload(id, payload, units, observer)
      : answerOutcome(id, compiled.broadcast, payload, observer);
  }
  try {
    const outcome = channel.publish(payload, new EventContext(id, request));
    if (isPromise(outcome)) return answerLater(route, id, outcome, request, budget);
    return answerOutcome(id, compiled.broadcast, outcome, observer);
  } catch (error) {
    return refuse(id, codeOfThrown(route, error), observer);
  }
};

/** What a whole-batch function returned, or why its events have no outcome. */
const outcomesOf = async (
  route: PublishRoute,
  valid: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Promise<readonly unknown[] | ErrorCode> => {
  try {
    const returned: unknown = route.channel.publishAll?.(valid, request);
    const outcomes = isPromise(returned)
      ? await withinBudget(route, returned, request, budget)
      : returned;
    if (outcomes === timedOut) return "HANDLER_TIMEOUT";
    return Array.isArray(outcomes) && outcomes.length === valid.length
      ? outcomes
      : "INVALID_RESULT";
  } catch (error) {
    return codeOfThrown(route, error);
  }
};

const answerTogether = async (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Promise<readonly Answered[]> => {
  const { compiled, observer } = route;
  const refused = events.map((published) => {
    const { id, payload } = published;
    if (!matches(compiled.event, payload)) return answerInvalid(route, published, request);
    const units = meteredUnits(route, payload, request);
    return units === undefined ? answerTooDeep(route, id) : undefined;
  });
  const valid = events.filter((_, index) => refused[index] === undefined);
  const outcomes = valid.length === 0 ? [] : await outcomesOf(route, valid, request, budget);
  let next = 0;
  return events.map(({ id }, index) => {
    if (refused[index]) return refused[index];
    if (typeof outcomes === "string") return refuse(id, outcomes, observer);
    return answerOutcome(id, compiled.broadcast, outcomes[next++], observer);
  });
};

/** Without a promise when no function gave one: most do not, and waiting is dear. */
const answerEach = (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): readonly Answered[] | Promise<readonly Answered[]> => {
  const answers: (Answered | Promise<Answered>)[] = [];
  let waits = false;
  for (const event of events) {
    const answer = answerOne(route, event, request, budget);
    if (isPromise(answer)) waits = true;
    answers.push(answer);
  }
  return waits ? Promise.all(answers) : (answers as Answered[]);
};

const isThere = (answer: Answered): answer is Answer => answer !== undefined;

const withoutDropped = (answers: readonly Answered[]): Answer[] =>
  answers.every(isThere) ? (answers as Answer[]) : answers.filter(isThere);

/**
 * Answers the events of one publish: one answer per event in the order of the events, a payload or
 * an error; only an event that its function dropped on purpose has none.
 *
 * @throws UnauthorizedException, without the handler's text, when a function throws it.
 */
export const publishBatch = (
  route: PublishRoute,
  events: readonly IncomingEvent[],
  request: RequestContext,
  budget: TimeBudget,
): Answer[] | Promise<Answer[]> => {
  const answers = route.channel.publishAll
    ? answerTogether(route, events, request, budget)
    : answerEach(route, events, request, budget);
  return isPromise(answers) ? answers.then(withoutDropped) : withoutDropped(answers);
};
