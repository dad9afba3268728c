import type { Refusal } from "./answer.ts";
import type { ChannelNamespace, SubscribeRule } from "./channel-namespace.ts";
import type { ChannelRoute } from "./channel-route.ts";
import type { InvocationScope } from "./invocation-scope.ts";
import type { Router } from "./router.ts";
import { settle } from "./settlement.ts";
import { failureCode, withinBudget } from "./settlement-failure.ts";

/** Gives the rule for a path, or why there is none. */
export type RuleFinder = (path: string) => SubscribeRule | Refusal;

/**
 * Finds rules of subscriptions: that of the channel which a path is routed to. A wildcard has the rule
 * of exactly its literal name and no other: it would hear channels that have rules of their own.
 */
export function ruleFinder(
  { wildcardSubscriptions = {} }: ChannelNamespace,
  routeOf: Router<ChannelRoute>,
): RuleFinder {
  const wildcards = new Map<string, SubscribeRule>(Object.entries(wildcardSubscriptions));
  return (path) => {
    if (path.endsWith("*")) {
      return wildcards.get(path) ?? { code: "WILDCARD_NOT_ALLOWED" };
    }
    const route = routeOf(path);
    if (!route) {
      return { code: "UNROUTED_CHANNEL" };
    }
    return route.channel.subscribe ?? { code: "UNAUTHORIZED" };
  };
}

/**
 * Decides on a subscription: undefined accepts it, and nothing but a rule's `true` does. Never throws
 * for what a rule does.
 */
export async function decideSubscription(
  path: string,
  rule: SubscribeRule | Refusal,
  scope: InvocationScope,
): Promise<Refusal | undefined> {
  if (typeof rule !== "function") {
    return rule;
  }
  const request = scope.request();
  const settling = settle(
    () => rule(request),
    (decision) => decision === true,
  );
  const settled =
    settling instanceof Promise ? await withinBudget(settling, path, scope) : settling;
  if (typeof settled === "boolean") {
    return settled ? undefined : { code: "UNAUTHORIZED" };
  }
  scope.observer.settled(path, settled);
  return { code: failureCode(settled) };
}
