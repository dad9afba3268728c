import { setImmediate as nextTurn } from "node:timers/promises";
import { type Answer, faultsOf, matches } from "./answer.ts";
import type { ChannelRoute } from "./channel-route.ts";
import type { InvocationScope } from "./invocation-scope.ts";
import type { ReceivedEvent } from "./received-event.ts";
import {
  type Answered,
  answerChecked,
  answerPayload,
  answerSettlement,
  refuse,
} from "./settled-answer.ts";
import { type Settlement, settle, settlementOf, settlementsOf } from "./settlement.ts";
import { withinBudget } from "./settlement-failure.ts";

/** Refuses what no function may see. */
function refuseReceived(
  { id, payload, fault }: ReceivedEvent,
  { compiled }: ChannelRoute,
  { observer }: InvocationScope,
): Answer | undefined {
  if (fault !== undefined) {
    return refuse(id, "INVALID_EVENT", observer, `"" ${fault}`);
  }
  if (matches(compiled.event, payload)) {
    return undefined;
  }
  return refuse(id, "INVALID_EVENT", observer, faultsOf(compiled.event, payload));
}

/** An event without a function goes out as it came. */
function answerUntouched(
  { id, payload, bytes }: ReceivedEvent,
  route: ChannelRoute,
  { observer }: InvocationScope,
): Answer {
  const json = { value: payload, bytes };
  return route.compiled.broadcast === route.compiled.event
    ? answerChecked(id, json, observer)
    : answerPayload(id, json, route, observer);
}

/** Answers at once where the event's function does. */
function answerOne(
  event: ReceivedEvent,
  route: ChannelRoute,
  scope: InvocationScope,
): Answered | Promise<Answered> {
  const { publish } = route.channel;
  const refused = refuseReceived(event, route, scope);
  if (refused) {
    return refused;
  }
  if (!publish) {
    return answerUntouched(event, route, scope);
  }
  const answer = (settlement: Settlement): Answered => {
    scope.observer.settled(route.path, settlement);
    return answerSettlement(event.id, settlement, route, scope.observer);
  };
  if (scope.budget.isSpent) {
    return answer({ kind: "timeout" });
  }
  const request = scope.eventRequest(event.id);
  const settling = settle(() => publish(event.payload, request), settlementOf);
  return settling instanceof Promise
    ? withinBudget(settling, route.path, scope).then(answer)
    : answer(settling);
}

/**
 * Runs the events' functions at once, or one after another. Where functions run at once, each starts in
 * a turn of the event loop of its own, so that what the one before has returned by then is read.
 */
async function answerEach(
  events: readonly ReceivedEvent[],
  route: ChannelRoute,
  scope: InvocationScope,
): Promise<readonly Answered[]> {
  const answers: (Answered | Promise<Answered>)[] = [];
  for (const event of events) {
    const answer = answerOne(event, route, scope);
    answers.push(route.channel.order === "sequential" ? await answer : answer);
    if (answer instanceof Promise && event !== events.at(-1)) {
      await nextTurn();
    }
  }
  return Promise.all(answers);
}

/** One settlement per event of what the channel's whole-batch function made of them. */
async function settleTogether(
  events: readonly ReceivedEvent[],
  route: ChannelRoute,
  scope: InvocationScope,
): Promise<readonly Settlement[]> {
  const given = events.map(({ id, payload }) => ({ id, payload }));
  const request = scope.request();
  const settling = settle(
    () => route.channel.publishAll?.(given, request),
    (outcomes) => settlementsOf(outcomes, events.length),
  );
  const settled =
    settling instanceof Promise ? await withinBudget(settling, route.path, scope) : settling;
  if ("kind" in settled) {
    return events.map(() => settled);
  }
  return Promise.all(
    settled.map((one) => (one instanceof Promise ? withinBudget(one, route.path, scope) : one)),
  );
}

/** Hands all valid events to the channel's one function. */
async function answerTogether(
  events: readonly ReceivedEvent[],
  route: ChannelRoute,
  scope: InvocationScope,
): Promise<readonly Answered[]> {
  const refused = events.map((event) => refuseReceived(event, route, scope));
  const valid = events.filter((_, index) => refused[index] === undefined);
  const settlements = valid.length === 0 ? [] : await settleTogether(valid, route, scope);
  for (const settlement of new Set(settlements)) {
    scope.observer.settled(route.path, settlement);
  }
  const waiting = settlements.values();
  return events.map(({ id }, index) => {
    if (refused[index]) {
      return refused[index];
    }
    const { value } = waiting.next();
    return value && answerSettlement(id, value, route, scope.observer);
  });
}

/**
 * Answers the events of one publish: one answer per event in the order of the events, a payload or an
 * error; only an event that its function dropped on purpose has none. Never throws for what a function
 * does.
 */
export async function publishBatch(
  route: ChannelRoute,
  events: readonly ReceivedEvent[],
  scope: InvocationScope,
): Promise<Answer[]> {
  const answers = route.channel.publishAll
    ? await answerTogether(events, route, scope)
    : await answerEach(events, route, scope);
  return answers.filter((answer) => answer !== undefined);
}
