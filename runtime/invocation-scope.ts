import type { ChannelRequest } from "./channel-namespace.ts";
import { copyOf } from "./event-json.ts";
import type { Invocation, InvocationContext } from "./invocation.ts";
import type { InvocationObserver } from "./invocation-observer.ts";
import { TimeBudget } from "./time-budget.ts";

/** What all functions of one invocation have in common. */
export class InvocationScope {
  readonly observer: InvocationObserver;
  readonly budget: TimeBudget;
  readonly #invocation: Invocation;

  constructor(invocation: Invocation, context: InvocationContext, observer: InvocationObserver) {
    this.observer = observer;
    this.budget = new TimeBudget(context);
    this.#invocation = invocation;
  }

  /** The request as a function sees it: a copy of its own, which it may change. */
  request(): ChannelRequest {
    const { observer, budget } = this;
    const { identity, info, request } = this.#invocation;
    return {
      path: info.channel.path,
      segments: [...info.channel.segments],
      identity: copyOf(identity),
      headers: copyOf(request.headers),
      // Made on first use: most functions log nothing, and a logger costs more than all the rest.
      get logger() {
        return observer.logger;
      },
      get signal() {
        return budget.signal;
      },
    };
  }

  /** The same, for one of the events. */
  eventRequest(id: string): ChannelRequest & { readonly id: string } {
    return Object.assign(this.request(), { id });
  }
}
