import { AppSyncEventsResolver } from "@aws-lambda-powertools/event-handler/appsync-events";
import type { Context as LambdaContext } from "aws-lambda";
import { type Answer, type Refusal, refuse } from "./answer.ts";
import type { ChannelNamespace, SubscribeRule } from "./channel-namespace.ts";
import type { CompiledSchemas } from "./compiled-schemas.ts";
import type { IncomingEvent, Invocation } from "./invocation.ts";
import { measureJson } from "./json-units.ts";
import type { Observer } from "./observer.ts";
import { type PublishRoute, publishBatch } from "./publish.ts";
import type { RequestContext } from "./request-context.ts";
import { decideSubscription } from "./subscribe.ts";
import type { TimeBudget } from "./time-budget.ts";

/** One invocation on its way through the resolver. */
export interface Passage {
  readonly request: RequestContext;
  readonly budget: TimeBudget;
  /** The answers of a publish; set by the route that took it. */
  answers?: Answer[];
  /** A subscription's decision; accepted only when a rule says so. */
  subscription?: Refusal | "accepted";
}

/**
 * The resolver hands its third argument, Lambda's context, to routes as it is and does not read it;
 * a passage travels in its place, since that costs nothing and keeps invocations apart.
 */
const passageOf = (context: LambdaContext): Passage => context as unknown as Passage;

/** Hands an invocation to the resolver; its route leaves the outcome in the passage. */
export const resolveWith = (
  app: AppSyncEventsResolver,
  event: Invocation,
  passage: Passage,
): Promise<unknown> => app.resolve(event, passage as unknown as LambdaContext);

const unrouted = (
  events: readonly IncomingEvent[],
  request: RequestContext,
  observer: Observer,
): Answer[] =>
  events.map(({ id, payload }) => {
    request.eventBytes.push(measureJson(payload).units);
    return refuse(id, "UNROUTED_CHANNEL", observer);
  });

const keepAnswers = (
  passage: Passage,
  answers: Answer[] | Promise<Answer[]>,
): Answer[] | Promise<Answer[]> => {
  if (!Array.isArray(answers)) return answers.then((settled) => keepAnswers(passage, settled));
  passage.answers = answers;
  return answers;
};

/**
 * Builds a Powertools resolver with every channel of a namespace as a route and, below them all, a
 * route for what is left that refuses it: the resolver by itself would let an unrouted event pass.
 *
 * @throws Error when the namespace and its compiled schemas are not of the same build.
 */
export const buildResolver = (
  namespace: ChannelNamespace,
  { channels }: CompiledSchemas,
  observer: Observer,
): AppSyncEventsResolver => {
  const app = new AppSyncEventsResolver({
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (message: unknown) => observer.warning(String(message)),
      error: () => undefined,
    },
  });
  const subscribeRoute = (path: string, rule: SubscribeRule | Refusal): void =>
    app.onSubscribe(path, async (_event, context) => {
      const passage = passageOf(context);
      const { request, budget } = passage;
      const refusal = await decideSubscription(namespace, rule, request, budget, observer);
      passage.subscription = refusal ?? "accepted";
    });
  const publishRoute = (
    path: string,
    answer: (events: IncomingEvent[], passage: Passage) => Answer[] | Promise<Answer[]>,
  ): void =>
    app.onPublish(
      path,
      (events, _event, context) => {
        const passage = passageOf(context);
        // The resolver waits for either; its types know only one at a time.
        return keepAnswers(passage, answer(events, passage)) as Answer[];
      },
      { aggregate: true },
    );

  for (const [path, channel] of Object.entries(namespace.channels)) {
    const compiled = channels[path];
    if (!compiled) throw new Error(`channel ${path} has no compiled schema`);
    const route: PublishRoute = { path, channel, compiled, observer };
    publishRoute(path, (events, { request, budget }) =>
      publishBatch(route, events, request, budget),
    );
    subscribeRoute(path, channel.subscribe ?? { code: "UNAUTHORIZED" });
  }
  publishRoute("/*", (events, { request }) => unrouted(events, request, observer));
  subscribeRoute("/*", { code: "UNROUTED_CHANNEL" });
  return app;
};
