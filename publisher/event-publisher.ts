import type { Static, TSchema } from "typebox";
import {
  PublishError,
  type PublishedIdentifier,
  type PublishFailure,
  PublishRequestError,
} from "./publish-error.ts";

export type { PublishedIdentifier } from "./publish-error.ts";

/** Headers that authorize a publish, such as `x-api-key`, or a function that makes them. */
export type AuthorizationHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** The settings of `EventPublisher`. */
export interface EventPublisherOptions {
  /** The API's HTTP endpoint: a host, or an URL with the path `/event`. */
  readonly endpoint: string;
  readonly authorization: AuthorizationHeaders;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Milliseconds after which a request is given up. @default 30_000, the API's own limit */
  readonly timeoutMilliseconds?: number;
}

/** Events of one request at most (AppSync quotas, General Reference). */
const MAX_EVENTS = 5;

function endpointUrl(endpoint: string): URL {
  const url = new URL(/^https?:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`);
  if (url.pathname === "/") {
    url.pathname = "/event";
  }
  return url;
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / MAX_EVENTS) }, (_, index) =>
    items.slice(index * MAX_EVENTS, (index + 1) * MAX_EVENTS),
  );
}

interface WireFailure {
  readonly identifier?: string;
  readonly index: number;
  readonly code?: number;
  readonly message?: string;
}

interface WireAnswer {
  readonly successful?: readonly PublishedIdentifier[];
  readonly failed?: readonly WireFailure[];
  readonly errors?: readonly { readonly errorType?: string; readonly message?: string }[];
}

/** Failures of handlers read `CODE - reason`; what else AppSync says is passed on as it is. */
function failureOf({ index, message = "" }: WireFailure, from: number): PublishFailure {
  const [, code, reason] = /^([A-Z_]+) - (.*)$/s.exec(message) ?? [];
  return { index: from + index, code: code ?? "UNKNOWN", reason: reason ?? message };
}

/**
 * Publishes events to an Event API over HTTP. Whatever was not accepted is an exception: a publish
 * answers with status 200 even if every event failed, which is easily overlooked.
 */
export class EventPublisher {
  readonly #url: URL;
  readonly #options: EventPublisherOptions;

  /** @throws TypeError when the endpoint is not a URL. */
  constructor(options: EventPublisherOptions) {
    this.#url = endpointUrl(options.endpoint);
    this.#options = options;
  }

  /** A publisher for one channel, whose events are typed by the channel's schema. */
  channel<Schema extends TSchema>(path: string, _schema: Schema): ChannelPublisher<Static<Schema>> {
    return { publish: (...events) => this.publish(path, events) };
  }

  /**
   * Publishes events in requests of five, one request after the other, so that their order is kept.
   *
   * @returns An identifier per event, in the order of the events.
   * @throws PublishError when events were refused; it tells which, and which were accepted.
   * @throws PublishRequestError when a request as a whole was refused or could not be made; later
   * requests are not sent then.
   */
  async publish(channel: string, events: readonly unknown[]): Promise<PublishedIdentifier[]> {
    const accepted: PublishedIdentifier[] = [];
    const failed: PublishFailure[] = [];
    let from = 0;
    for (const chunk of chunks(events)) {
      const { successful = [], failed: refused = [] } = await this.#request(
        channel,
        chunk,
        accepted,
      );
      accepted.push(
        ...successful.map(({ identifier, index }) => ({ identifier, index: from + index })),
      );
      for (const failure of refused) {
        failed.push(failureOf(failure, from));
      }
      from += chunk.length;
    }
    if (failed.length > 0) {
      throw new PublishError(channel, failed, accepted);
    }
    return accepted.sort((a, b) => a.index - b.index);
  }

  async #request(
    channel: string,
    events: readonly unknown[],
    accepted: readonly PublishedIdentifier[],
  ): Promise<WireAnswer> {
    const { authorization, timeoutMilliseconds = 30_000, fetch: send = fetch } = this.#options;
    const headers = typeof authorization === "function" ? await authorization() : authorization;
    const body = JSON.stringify({ channel, events: events.map((event) => JSON.stringify(event)) });
    try {
      const response = await send(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
        signal: AbortSignal.timeout(timeoutMilliseconds),
      });
      return await answerOf(response, channel, accepted);
    } catch (error) {
      if (error instanceof PublishRequestError) {
        throw error;
      }
      throw new PublishRequestError(channel, "no answer from the API", accepted, { cause: error });
    }
  }
}

/** Publishes to one channel. */
export interface ChannelPublisher<Event> {
  /** As `EventPublisher.publish`, for events that match the channel's schema. */
  publish(...events: readonly Event[]): Promise<PublishedIdentifier[]>;
}

async function answerOf(
  response: Response,
  channel: string,
  accepted: readonly PublishedIdentifier[],
): Promise<WireAnswer> {
  const answer = (await response.json().catch(() => ({}))) as WireAnswer;
  if (response.ok && Array.isArray(answer.successful)) {
    return answer;
  }
  const [first] = answer.errors ?? [];
  const reason = [first?.errorType, first?.message].filter(Boolean).join(": ");
  const status = `status ${response.status}`;
  throw new PublishRequestError(channel, reason ? `${status}, ${reason}` : status, accepted);
}
