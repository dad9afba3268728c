import { randomUUID } from "node:crypto";
import type { AuthType, ChannelNamespace } from "../model.ts";
import { httpHosts } from "./api-host.ts";
import type { ApiState } from "./api-state.ts";
import { credentialHeaders, modeOf, type Operation } from "./authorization/credential.ts";
import type { Identity } from "./authorization/identity.ts";
import { type Channel, parseChannelPattern } from "./channel.ts";
import { errorFrame, isOperationId, type ServerFrame } from "./frames.ts";
import type { Arrival } from "./http-publish.ts";
import { MAXIMUM_PUBLISHES_PER_SECOND, MAXIMUM_SUBSCRIPTIONS_PER_CONNECTION } from "./limits.ts";
import { publish } from "./publish.ts";
import { readChannel, readEvents, readEventTexts } from "./publish-input.ts";
import {
  badRequest,
  duplicateSubscription,
  internalFailure,
  invalidChannel,
  RequestError,
  signatureMismatch,
  tooManyPublishes,
  tooManySubscriptions,
  unknownNamespace,
  unknownSubscription,
  unsupportedOperation,
} from "./request-error.ts";
import type { RequestHeaders } from "./request-headers.ts";
import { SlidingWindow } from "./sliding-window.ts";
import { acceptSubscription } from "./subscribe.ts";
import { type Receiver, Subscription } from "./subscription.ts";

/** The socket that operations come from and answers go to. */
export interface OperationSocket extends Receiver {
  readonly headers: RequestHeaders;
  readonly arrival: Arrival;
  send(frame: ServerFrame): void;
}

type Frame = Readonly<Record<string, unknown>> & { readonly type: string };

interface Caller {
  readonly namespace: ChannelNamespace;
  readonly identity: Identity;
}

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
    const namespace = this.#namespaceOf(frame.channel);
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
    const body = () => JSON.stringify({ channel: frame.channel });
    const caller = await this.#authorize("EVENT_SUBSCRIBE", channel, frame, body);
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
    const body = () => JSON.stringify({ channel: frame.channel, events: texts });
    const caller = await this.#authorize("EVENT_PUBLISH", channel, frame, body);
    const events = readEvents(texts);
    const request = { channel, ...caller, events, headers: this.#socket.headers };
    const result = await publish(this.#state, request);
    this.#socket.send({ type: "publish_success", id, ...result });
  }

  async #authorize(
    operation: Operation,
    channel: Channel,
    frame: Frame,
    signedBody: () => string,
  ): Promise<Caller> {
    const { api } = this.#state;
    const { arrival, headers } = this.#socket;
    const namespace = api.namespaces.get(channel.namespace);
    if (namespace === undefined) throw unknownNamespace();
    const modes = operationModes(operation, namespace, api);
    const credential = credentialHeaders(frame.authorization) ?? {};
    if (modeOf(credential, modes) === "AWS_IAM") this.#refuseAngleBrackets(signedBody());
    const identity = await this.#state.authorization.authorize(api, {
      operation,
      credential,
      modes,
      channel,
      signedBody,
      requestId: randomUUID(),
      requestHeaders: headers,
      sourceIp: arrival.sourceIp,
      httpHosts: httpHosts(api, arrival.host, arrival.port),
      now: Date.now(),
    });
    return { namespace, identity };
  }

  /**
   * Over a WebSocket the service finds no match for a signature over `<` or `>`
   * (aws-appsync-community issue 400); what AWS refuses must not pass here.
   */
  #refuseAngleBrackets(signedBody: string): void {
    if (!/[<>]/.test(signedBody)) return;
    this.#state.log(
      "A publish was refused: AWS verifies no signature over < or > in a WebSocket message. " +
        "Publish it over HTTP, or escape them in the event as \\u003c and \\u003e.",
    );
    throw signatureMismatch();
  }

  #namespaceOf(channel: unknown): string | undefined {
    if (typeof channel !== "string") return undefined;
    const name = parseChannelPattern(channel)?.namespace;
    return name !== undefined && this.#state.api.namespaces.has(name) ? name : undefined;
  }
}

function operationId(frame: Frame): string {
  if (isOperationId(frame.id)) return frame.id;
  throw badRequest("id is no operation id: 1 to 128 letters, digits, hyphens, underscores or +");
}

function operationModes(
  operation: Operation,
  namespace: ChannelNamespace,
  api: ApiState["api"],
): readonly AuthType[] {
  return operation === "EVENT_PUBLISH"
    ? (namespace.publishAuthModes ?? api.defaultPublishAuthModes)
    : (namespace.subscribeAuthModes ?? api.defaultSubscribeAuthModes);
}
