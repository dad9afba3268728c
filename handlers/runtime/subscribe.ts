import type { Refusal } from "./answer.ts";
import type { ChannelNamespace, SubscribeRule } from "./channel-namespace.ts";
import { isUnauthorized, publicUnauthorized } from "./handler-error.ts";
import type { Observer } from "./observer.ts";
import type { RequestContext } from "./request-context.ts";
import { type TimeBudget, timedOut } from "./time-budget.ts";

const ruleFor = (
  namespace: ChannelNamespace,
  path: string,
  rule: SubscribeRule | Refusal,
): SubscribeRule | Refusal => {
  if (!path.endsWith("*")) return rule;
  const wildcards: Readonly<Record<string, SubscribeRule>> = namespace.wildcardSubscriptions ?? {};
  const allowed = Object.hasOwn(wildcards, path) ? wildcards[path] : undefined;
  return allowed ?? { code: "WILDCARD_NOT_ALLOWED" };
};

/**
 * Decides on a subscription: undefined accepts it. `rule` is that of the channel which the path was
 * routed to, or why there is none; a wildcard is judged by the rule of its own literal name only.
 *
 * @throws UnauthorizedException, without the rule's text, when a rule throws it.
 */
export const decideSubscription = async (
  namespace: ChannelNamespace,
  rule: SubscribeRule | Refusal,
  request: RequestContext,
  budget: TimeBudget,
  observer: Observer,
): Promise<Refusal | undefined> => {
  const judge = ruleFor(namespace, request.path, rule);
  if (typeof judge !== "function") return judge;
  try {
    const decision = await budget.within(Promise.resolve(judge(request)));
    if (decision === true) return undefined;
    if (decision !== timedOut) return { code: "UNAUTHORIZED" };
    request.abort();
    observer.handlerTimedOut(request.path);
    return { code: "HANDLER_TIMEOUT" };
  } catch (error) {
    if (isUnauthorized(error)) {
      observer.handlerRefused(request.path);
      throw publicUnauthorized();
    }
    observer.handlerFailed(request.path, error);
    return { code: "HANDLER_FAILED" };
  }
};
