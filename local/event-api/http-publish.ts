import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventApi } from "../model.ts";
import { INSPECTED_BODY_BYTES } from "../waf/inspection.ts";
import { credentialHeaders } from "./authorization/credential.ts";
import { authorizeOperation } from "./authorize-operation.ts";
import { readBeginning, readBody } from "./http-body.ts";
import { answer, answerError } from "./http-response.ts";
import type { PublishResult } from "./protocol.ts";
import { publish } from "./publish.ts";
import { readChannel, readEvents, readEventTexts } from "./publish-input.ts";
import { internalFailure, notSerialized, RequestError } from "./request-error.ts";
import type { RequestOrigin } from "./request-origin.ts";
import type { ServedApi } from "./served-api.ts";

function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw notSerialized("The body must be JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw notSerialized("The body must be a JSON object of channel and events.");
  }
  return { ...value };
}

/** The body, once the web ACL has let the request through, with the headers that it inserts. */
async function admitted(
  { runtime }: ServedApi,
  api: EventApi,
  request: IncomingMessage,
  requestId: string,
): Promise<{ body: Buffer; inserted: Readonly<Record<string, string>> }> {
  if (api.webAcl?.inspectsBody !== true) {
    const inserted = runtime.webAcl.admit(api, request, requestId);
    return { body: await readBody(request), inserted };
  }
  const reading = readBody(request);
  // Awaited below, unless the web ACL refuses the request before.
  reading.catch(() => undefined);
  const beginning = await readBeginning(request, INSPECTED_BODY_BYTES + 1);
  const inserted = runtime.webAcl.admit(api, request, requestId, beginning);
  return { body: await reading, inserted };
}

async function authorizeAndPublish(
  served: ServedApi,
  request: IncomingMessage,
  origin: RequestOrigin,
  requestId: string,
): Promise<PublishResult> {
  const { runtime } = served;
  if (runtime.faults !== undefined) {
    await runtime.faults.before("publish");
  }
  const api = served.deployed();
  const { body, inserted } = await admitted(served, api, request, requestId);
  const headers = { ...origin.headers, ...inserted };
  const input = parseBody(body);
  const channel = readChannel(input.channel);
  const caller = await authorizeOperation(api, runtime, {
    operation: "EVENT_PUBLISH",
    credential: credentialHeaders(request.headers) ?? {},
    origin: { ...origin, headers },
    channel,
    signedBody: () => body,
    requestId,
  });
  const events = readEvents(readEventTexts(input.events));
  return publish(runtime, { channel, ...caller, events, headers });
}

/**
 * Serves `POST /event`: web ACL, body, channel, namespace, authorization, quotas, handler,
 * broadcast, in this order. Answers 200 even if every event failed; a request refused as a whole
 * gets its status and `errors`. Records Requests, Latency, 4XXError and 5XXError.
 */
export async function serveHttpPublish(
  served: ServedApi,
  request: IncomingMessage,
  response: ServerResponse,
  origin: RequestOrigin,
): Promise<void> {
  const started = performance.now();
  const requestId = randomUUID();
  const { metrics, log } = served.runtime;
  metrics.record("Requests");
  try {
    const result = await authorizeAndPublish(served, request, origin, requestId);
    answer(response, requestId, 200, JSON.stringify(result));
  } catch (cause) {
    if (!(cause instanceof RequestError)) {
      log(`Publish ${requestId} failed: ${String(cause)}`);
    }
    const error = cause instanceof RequestError ? cause : internalFailure();
    if (error.hint !== undefined) {
      log(error.hint);
    }
    metrics.record(error.status < 500 ? "4XXError" : "5XXError");
    closeUnlessRead(request, response);
    if (!response.destroyed) {
      answerError(response, requestId, error);
    }
  }
  metrics.record("Latency", performance.now() - started);
}

/** A body that was not read to its end cannot be followed by another request. */
function closeUnlessRead(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete) {
    return;
  }
  response.setHeader("connection", "close");
  request.resume();
}
