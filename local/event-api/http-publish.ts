import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { httpHosts } from "./api-host.ts";
import type { ApiState } from "./api-state.ts";
import { type CredentialHeaders, credentialHeaders } from "./authorization/credential.ts";
import { readBody } from "./http-body.ts";
import { answer, answerError } from "./http-response.ts";
import { type PublishResult, publish } from "./publish.ts";
import { readChannel, readEvents, readEventTexts } from "./publish-input.ts";
import {
  blockedByWebAcl,
  internalFailure,
  notSerialized,
  RequestError,
  unknownNamespace,
} from "./request-error.ts";
import { requestHeaders } from "./request-headers.ts";

/** Where a request came from and where it arrived. */
export interface Arrival {
  readonly sourceIp: string;
  /** The Host header. */
  readonly host: string;
  /** The port that the server listens on. */
  readonly port: number;
}

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw notSerialized("The body is no JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw notSerialized("The body is no JSON object of channel and events.");
  return { ...value };
}

async function authorizeAndPublish(
  state: ApiState,
  request: IncomingMessage,
  arrival: Arrival,
  requestId: string,
): Promise<PublishResult> {
  const { api } = state;
  if (state.webAcl.blocks(api.webAcl, arrival.sourceIp, performance.now())) throw blockedByWebAcl();
  const body = await readBody(request);
  const input = parseBody(body);
  const channel = readChannel(input.channel);
  const namespace = api.namespaces.get(channel.namespace);
  if (namespace === undefined) throw unknownNamespace();
  const headers = requestHeaders(request);
  const credential: CredentialHeaders = credentialHeaders(request.headers) ?? {};
  const identity = await state.authorization.authorize(api, {
    operation: "EVENT_PUBLISH",
    credential,
    modes: namespace.publishAuthModes ?? api.defaultPublishAuthModes,
    channel,
    signedBody: () => body,
    requestId,
    requestHeaders: headers,
    sourceIp: arrival.sourceIp,
    httpHosts: httpHosts(api, arrival.host, arrival.port),
    now: Date.now(),
  });
  const events = readEvents(readEventTexts(input.events));
  return publish(state, { channel, namespace, events, identity, headers });
}

/**
 * Serves `POST /event`: web ACL, body, channel, namespace, authorization, quotas, handler,
 * broadcast, in this order. Answers 200 even if every event failed; a request refused as a whole
 * gets its status and `errors`. Records Requests, Latency, 4XXError and 5XXError.
 */
export async function serveHttpPublish(
  state: ApiState,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
): Promise<void> {
  const started = performance.now();
  const requestId = randomUUID();
  state.metrics.record("Requests");
  try {
    const result = await authorizeAndPublish(state, request, arrival, requestId);
    answer(response, requestId, 200, JSON.stringify(result));
  } catch (cause) {
    if (!(cause instanceof RequestError))
      state.log(`Publish ${requestId} failed: ${String(cause)}`);
    const error = cause instanceof RequestError ? cause : internalFailure();
    state.metrics.record(error.status < 500 ? "4XXError" : "5XXError");
    closeUnlessRead(request, response);
    if (!response.destroyed) answerError(response, requestId, error);
  }
  state.metrics.record("Latency", performance.now() - started);
}

/** A body that was not read to its end cannot be followed by another request. */
function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) return;
  response.setHeader("connection", "close");
  request.resume();
}
