import type { ApiState } from "./api-state.ts";
import { parseChannelPattern } from "./channel.ts";
import { errorFrame, isOperationId, type ServerFrame } from "./frames.ts";
import { MAXIMUM_PUBLISHES_PER_SECOND, MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION } from "./limits.ts";
import { publish } from "./publish.ts";
import { readChannel, readEvents, readEventTexts } from "./publish-input.ts";
import { authorizeOperation, type OperationOrigin } from "./realtime-authorization.ts";
import {
  badRequest,
  duplicateSubscription,
  internalFailure,
  invalidChannel,
  RequestError,
  tooManyPublishes,
  tooManySubscriptions,
  unknownSubscription,
  unsupportedOperation,
} from "./request-error.ts";
import { SlidingWindow } from "./sliding-window.ts";
import { acceptSubscription } from "./subscribe.ts";
import { type Receiver, Subscription } from "./subscription.ts";

/** The socket that operations come from and answers go to. */
export interface OperationSocket extends Receiver, OperationOrigin {
  send(frame: ServerFrame): void;
}

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * The operations of one connection. Each is authorized on its own, so one socket may mix modes.
 * Operations run side by side; the order of their answers is not part of the protocol.
 */
export class RealtimeOperations {
  readonly #state: ApiState;
  readonly #socket: OperationSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #pending = new Map<string, Promise<void>>();
  readonly #publishes = new SlidingWindow(MAXIMUM_PUBLISHES_PER_SECOND, 1_000);
  #ended = false;

  constructor(state: ApiState, socket: OperationSocket) {
    this.#state = state;
    this.#socket = socket;
  }

  /** Runs an operation and sends its answer; never throws. */
  async run(frame: Frame): Promise<void> {
    switch (frame.type) {
      case "subscribe":
        return this.#answerErrors("Subscribe", frame, () => this.#subscribe(frame));
      case "unsubscribe":
        return this.#answerErrors("Unsubscribe", frame, () => this.#unsubscribe(frame));
      case "publish":
        return this.#answerErrors("Publish", frame, () => this.#publish(frame));
      default:
        this.#socket.send(errorFrame("error", frame.id, unsupportedOperation(frame.type)));
    }
  }

  /** Ends every subscription: the socket is gone. */
  end(): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions.values())
      this.#state.subscriptions.remove(subscription.pattern, subscription);
    this.#subscriptions.clear();
  }

  async #answerErrors(
    operation: "Subscribe" | "Unsubscribe" | "Publish",
    frame: Frame,
    run: () => Promise<void>,
  ): Promise<void> {
    const type = `${operation.toLowerCase() as Lowercase<typeof operation>}_error` as const;
    const namespace = this.#namespaceOf(frame);
    try {
      await run();
      this.#state.metrics.record(`${operation}Success`, 1, namespace);
    } catch (cause) {
      const known = cause instanceof RequestError;
      if (!known) this.#state.log(`${operation} over a WebSocket failed: ${String(cause)}`);
      const error = known ? cause : internalFailure();
      const side = error.status < 500 ? "ClientError" : "ServerError";
      this.#state.metrics.record(`${operation}${side}`, 1, namespace);
      this.#socket.send(errorFrame(type, frame.id, error));
    }
  }

  async #subscribe(frame: Frame): Promise<void> {
    const id = operationId(frame);
    if (this.#subscriptions.has(id) || this.#pending.has(id)) throw duplicateSubscription();
    if (this.#subscriptions.size + this.#pending.size >= MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION)
      throw tooManySubscriptions(MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION);
    const pending = this.#authorizeSubscription(id, frame);
    this.#pending.set(id, pending);
    try {
      await pending;
    } finally {
      this.#pending.delete(id);
    }
  }

  async #authorizeSubscription(id: string, frame: Frame): Promise<void> {
    const channel =
      typeof frame.channel === "string" ? parseChannelPattern(frame.channel) : undefined;
    if (channel === undefined) throw invalidChannel();
    const caller = await authorizeOperation(this.#state, this.#socket, {
      operation: "EVENT_SUBSCRIBE",
      channel,
      authorization: frame.authorization,
      signedBody: () => JSON.stringify({ channel: frame.channel }),
    });
    await acceptSubscription(this.#state, { channel, ...caller, headers: this.#socket.headers });
    if (this.#ended) return;
    const subscription = new Subscription(id, channel, this.#socket);
    this.#subscriptions.set(id, subscription);
    this.#socket.send({ type: "subscribe_success", id });
    this.#state.subscriptions.add(channel, subscription);
  }

  async #unsubscribe(frame: Frame): Promise<void> {
    const id = operationId(frame);
    await this.#pending.get(id)?.catch(() => undefined);
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) throw unknownSubscription();
    this.#subscriptions.delete(id);
    this.#state.subscriptions.remove(subscription.pattern, subscription);
    this.#socket.send({ type: "unsubscribe_success", id });
  }

  async #publish(frame: Frame): Promise<void> {
    const id = operationId(frame);
    if (!this.#publishes.admits(performance.now()))
      throw tooManyPublishes(MAXIMUM_PUBLISHES_PER_SECOND);
    const channel = readChannel(frame.channel);
    const texts = readEventTexts(frame.events);
    const caller = await authorizeOperation(this.#state, this.#socket, {
      operation: "EVENT_PUBLISH",
      channel,
      authorization: frame.authorization,
      signedBody: () => JSON.stringify({ channel: frame.channel, events: texts }),
    });
    const events = readEvents(texts);
    const request = { channel, ...caller, events, headers: this.#socket.headers };
    const result = await publish(this.#state, request);
    this.#socket.send({ type: "publish_success", id, ...result });
  }

  #namespaceOf({ channel, id }: Frame): string | undefined {
    const name =
      typeof channel === "string"
        ? parseChannelPattern(channel)?.namespace
        : typeof id === "string"
          ? this.#subscriptions.get(id)?.pattern.namespace
          : undefined;
    return name !== undefined && this.#state.api.namespaces.has(name) ? name : undefined;
  }
}

function operationId(frame: Frame): string {
  if (isOperationId(frame.id)) return frame.id;
  throw badRequest("id is no operation id: 1 to 128 letters, digits, hyphens, underscores or +");
}
