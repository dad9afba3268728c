import type { Logger } from "@aws-lambda-powertools/logger";
import type { ChannelRequest, Identity } from "./channel-namespace.ts";
import type { Invocation } from "./invocation.ts";
import type { Observer } from "./observer.ts";

/** The request of one invocation, as publish and subscribe functions see it. */
export class RequestContext implements ChannelRequest {
  readonly path: string;
  readonly segments: readonly string[];
  readonly identity: Identity;
  readonly headers: ChannelRequest["headers"];
  /** JSON sizes of the events seen so far, for metering. */
  readonly eventBytes: number[] = [];
  readonly #observer: Observer;
  #abort: AbortController | undefined;

  constructor({ info, identity, request }: Invocation, observer: Observer) {
    this.#observer = observer;
    this.path = info.channel.path;
    this.segments = info.channel.segments;
    this.identity = identity;
    this.headers = request.headers;
  }

  get logger(): Logger {
    return this.#observer.logger();
  }

  /** Made on first use: most functions never look at it. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    return this.#abort.signal;
  }

  /** Tells functions that are still running that nobody waits for them any more. */
  abort(): void {
    this.#abort?.abort();
  }
}

/** The same request, for one of its events. */
export class EventContext implements ChannelRequest {
  readonly id: string;
  readonly #request: RequestContext;

  constructor(id: string, request: RequestContext) {
    this.id = id;
    this.#request = request;
  }

  get path(): string {
    return this.#request.path;
  }
  get segments(): readonly string[] {
    return this.#request.segments;
  }
  get identity(): Identity {
    return this.#request.identity;
  }
  get headers(): ChannelRequest["headers"] {
    return this.#request.headers;
  }
  get logger(): Logger {
    return this.#request.logger;
  }
  get signal(): AbortSignal {
    return this.#request.signal;
  }
}
