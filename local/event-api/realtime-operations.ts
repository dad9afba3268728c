import { SlidingWindow } from "../sliding-window.ts";
import { credentialHeaders } from "./authorization/credential.ts";
import {
  authorizeOperation,
  type Caller,
  type OperationToAuthorize,
} from "./authorize-operation.ts";
import { parseChannelPattern } from "./channel.ts";
import { MAXIMUM_PUBLISHES_PER_SECOND, MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION } from "./limits.ts";
import {
  type ClientFrame,
  isOperationId,
  type OperationErrorType,
  operationErrorFrame,
  type ServerFrame,
} from "./protocol.ts";
import { publish } from "./publish.ts";
import { readChannel, readEvents, readEventTexts } from "./publish-input.ts";
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
import type { RequestOrigin } from "./request-origin.ts";
import type { ServedApi } from "./served-api.ts";
import { acceptSubscription } from "./subscribe.ts";
import type { Receiver, Subscription } from "./subscription.ts";

/** The socket that operations come from and answers go to. */
export interface OperationSocket extends Receiver {
  /** The handshake of the socket. */
  readonly origin: RequestOrigin;
  send(frame: ServerFrame): void;
}

/**
 * The operations of one connection. Each is authorized on its own, so one socket may mix modes.
 * Operations run side by side; the order of their answers is not part of the protocol.
 */
export class RealtimeOperations {
  readonly #api: ServedApi;
  readonly #socket: OperationSocket;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #pending = new Map<string, Promise<void>>();
  readonly #publishes = new SlidingWindow(MAXIMUM_PUBLISHES_PER_SECOND, 1_000);
  #ended = false;

  constructor(api: ServedApi, socket: OperationSocket) {
    this.#api = api;
    this.#socket = socket;
  }

  /** Runs an operation and sends its answer; never throws. */
  async run(frame: ClientFrame): Promise<void> {
    switch (frame.type) {
      case "subscribe":
        return this.#answerErrors("Subscribe", frame, () => this.#subscribe(frame));
      case "unsubscribe":
        if (this.#isPending(frame)) {
          return;
        }
        return this.#answerErrors("Unsubscribe", frame, () => this.#unsubscribe(frame));
      case "publish":
        return this.#answerErrors("Publish", frame, () => this.#publish(frame));
      default:
        this.#socket.send({ type: "error", errors: [unsupportedOperation().realtime] });
    }
  }

  /** Ends every subscription: the socket is gone. */
  end(): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions.values()) {
      this.#api.runtime.subscriptions.remove(subscription.pattern, subscription);
    }
    this.#subscriptions.clear();
  }

  async #answerErrors(
    operation: "Subscribe" | "Unsubscribe" | "Publish",
    frame: ClientFrame,
    run: () => Promise<void>,
  ): Promise<void> {
    const type: OperationErrorType = `${operation.toLowerCase() as Lowercase<typeof operation>}_error`;
    const namespace = this.#namespaceOf(frame);
    try {
      await run();
      this.#api.runtime.metrics.record(`${operation}Success`, 1, namespace);
    } catch (cause) {
      const known = cause instanceof RequestError;
      if (!known) {
        this.#api.runtime.log(`${operation} over a WebSocket failed: ${String(cause)}`);
      }
      const error = known ? cause : internalFailure();
      if (error.hint !== undefined) {
        this.#api.runtime.log(error.hint);
      }
      const side = error.status < 500 ? "ClientError" : "ServerError";
      this.#api.runtime.metrics.record(`${operation}${side}`, 1, namespace);
      this.#socket.send(operationErrorFrame(type, frame.id, error.realtime));
    }
  }

  async #subscribe(frame: ClientFrame): Promise<void> {
    const { faults } = this.#api.runtime;
    if (faults !== undefined) {
      await faults.before("subscribe");
    }
    const id = operationId(frame);
    if (this.#subscriptions.has(id) || this.#pending.has(id)) {
      throw duplicateSubscription();
    }
    if (this.#subscriptions.size + this.#pending.size >= MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION) {
      throw tooManySubscriptions(MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION);
    }
    const pending = this.#authorizeSubscription(id, frame);
    this.#pending.set(id, pending);
    try {
      await pending;
    } finally {
      this.#pending.delete(id);
    }
  }

  async #authorizeSubscription(id: string, frame: ClientFrame): Promise<void> {
    const channel =
      typeof frame.channel === "string" ? parseChannelPattern(frame.channel) : undefined;
    if (channel === undefined) {
      throw invalidChannel();
    }
    const caller = await this.#authorize({
      operation: "EVENT_SUBSCRIBE",
      channel,
      authorization: frame.authorization,
      signedBody: () => JSON.stringify({ channel: frame.channel }),
    });
    const { headers } = this.#socket.origin;
    await acceptSubscription(this.#api.runtime, { channel, ...caller, headers });
    if (this.#ended) {
      return;
    }
    const subscription: Subscription = { id, pattern: channel, receiver: this.#socket };
    this.#subscriptions.set(id, subscription);
    this.#socket.send({ type: "subscribe_success", id });
    this.#api.runtime.subscriptions.add(channel, subscription);
  }

  async #unsubscribe(frame: ClientFrame): Promise<void> {
    const id = operationId(frame);
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined) {
      throw unknownSubscription();
    }
    this.#subscriptions.delete(id);
    this.#api.runtime.subscriptions.remove(subscription.pattern, subscription);
    this.#socket.send({ type: "unsubscribe_success", id });
  }

  /**
   * An unsubscribe that comes before the answer to its subscribe gets no answer and ends nothing
   * (observed by auvred/aws-appsync-events, whose client waits for `subscribe_success`).
   */
  #isPending({ id }: ClientFrame): boolean {
    const pending = typeof id === "string" && this.#pending.has(id);
    if (pending) {
      this.#api.runtime.log(
        `An unsubscribe of ${id} came before its subscribe_success and is ignored, as on AWS. ` +
          "Fix: unsubscribe after subscribe_success.",
      );
    }
    return pending;
  }

  async #publish(frame: ClientFrame): Promise<void> {
    const { faults } = this.#api.runtime;
    if (faults !== undefined) {
      await faults.before("publish");
    }
    const id = operationId(frame);
    if (!this.#publishes.admits(performance.now())) {
      throw tooManyPublishes(MAXIMUM_PUBLISHES_PER_SECOND);
    }
    const channel = readChannel(frame.channel);
    const texts = readEventTexts(frame.events);
    const caller = await this.#authorize({
      operation: "EVENT_PUBLISH",
      channel,
      authorization: frame.authorization,
      signedBody: () => JSON.stringify({ channel: frame.channel, events: texts }),
    });
    const events = readEvents(texts);
    const { headers } = this.#socket.origin;
    const result = await publish(this.#api.runtime, { channel, ...caller, events, headers });
    this.#socket.send({ type: "publish_success", id, ...result });
  }

  #authorize({
    authorization,
    ...request
  }: Pick<OperationToAuthorize, "operation" | "channel" | "signedBody"> & {
    /** The field `authorization` of the message, as it came. */
    readonly authorization: unknown;
  }): Promise<Caller> {
    const credential = credentialHeaders(authorization) ?? {};
    const { origin } = this.#socket;
    return authorizeOperation(this.#api.deployed(), this.#api.runtime, {
      ...request,
      credential,
      origin,
    });
  }

  #namespaceOf({ channel, id }: ClientFrame): string | undefined {
    const name =
      typeof channel === "string"
        ? parseChannelPattern(channel)?.namespace
        : typeof id === "string"
          ? this.#subscriptions.get(id)?.pattern.namespace
          : undefined;
    return name !== undefined && this.#api.deployed().namespaces.has(name) ? name : undefined;
  }
}

function operationId(frame: ClientFrame): string {
  if (isOperationId(frame.id)) {
    return frame.id;
  }
  throw badRequest("id must be 1 to 128 letters, digits, hyphens, underscores or +.");
}
