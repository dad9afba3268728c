import { randomUUID } from "node:crypto";
import type { Identity } from "../runtime/identity.ts";
import { segmentsOf } from "../runtime/invocation.ts";
import { TestNamespaceError } from "./test-namespace-error.ts";

/** How AppSync calls the function: who, with which headers, and how long it waits. */
export interface RequestOptions {
  /** Who calls; the functions of `identities.ts` make one. @default null, as with an API key */
  readonly identity?: Identity;
  /** Request headers; names in lower case, as AppSync passes them. @default none */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /**
   * Time that Lambda has left for the invocation, in milliseconds. The runtime keeps 250 of them for
   * itself. @default 5000, the default timeout of a handler
   */
  readonly remainingMilliseconds?: number;
}

/** Events of one publish at most (AWS General Reference, AppSync quotas). */
const MAX_EVENTS = 5;

/** The segments of a channel that AppSync would take to this namespace. */
function segmentsIn(name: string, path: string): readonly string[] {
  const segments = segmentsOf(path);
  if (!segments) {
    throw new TestNamespaceError(
      `The channel must be a path such as "/${name}/news", got ${JSON.stringify(path)}. Fix: up to five ` +
        "segments of 1 to 50 letters, digits and inner hyphens, each after a slash; a subscription may end in /*.",
    );
  }
  if (segments[0] !== name) {
    throw new TestNamespaceError(
      `The channel must be one of the namespace "${name}", got ${JSON.stringify(path)}. AppSync invokes the ` +
        `function for channels of its own namespace only. Fix: start the path with "/${name}/".`,
    );
  }
  return segments;
}

/** A payload as AppSync passes it on: what its JSON parses to. */
function asJson(payload: unknown, index: number): unknown {
  try {
    return JSON.parse(JSON.stringify(payload) ?? "");
  } catch (cause) {
    throw new TestNamespaceError(
      `The payload of event ${index} must be a JSON value, got ${typeof payload}. AppSync refuses anything ` +
        "else before a function sees it.",
      { cause },
    );
  }
}

function envelope(name: string, path: string, options: RequestOptions) {
  return {
    identity: options.identity ?? null,
    result: null,
    request: { headers: options.headers ?? {}, domainName: null },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    info: {
      channel: { path, segments: segmentsIn(name, path) },
      channelNamespace: { name },
    },
  };
}

/**
 * The invocation of a publish (Developer Guide, Event API context reference), with the ids of its events.
 *
 * @throws TestNamespaceError if AppSync would refuse the request before it invokes the function.
 */
export function publishRequest(
  name: string,
  path: string,
  payloads: readonly unknown[],
  options: RequestOptions,
) {
  const shell = envelope(name, path, options);
  if (path.endsWith("*")) {
    throw new TestNamespaceError(
      `The channel of a publish must have no wildcard, got ${JSON.stringify(path)}. Fix: name one channel.`,
    );
  }
  if (payloads.length === 0 || payloads.length > MAX_EVENTS) {
    throw new TestNamespaceError(
      `A publish must have 1 to ${MAX_EVENTS} events, got ${payloads.length}. Fix: publish several times; to publish ` +
        "one event whose payload is a list, wrap it in a list: publish(path, [payload]).",
    );
  }
  const events = payloads.map((payload, index) => ({
    id: randomUUID(),
    payload: asJson(payload, index),
  }));
  return {
    ids: events.map(({ id }) => id),
    event: { ...shell, info: { ...shell.info, operation: "PUBLISH" }, events },
  };
}

/**
 * The invocation of a subscribe.
 *
 * @throws TestNamespaceError if AppSync would refuse the request before it invokes the function.
 */
export function subscribeRequest(name: string, path: string, options: RequestOptions) {
  const shell = envelope(name, path, options);
  return { ...shell, info: { ...shell.info, operation: "SUBSCRIBE" }, events: null };
}

/** Lambda's context of one invocation. */
export function lambdaContext(functionName: string, { remainingMilliseconds }: RequestOptions) {
  const endsAt = performance.now() + (remainingMilliseconds ?? 5_000);
  return {
    awsRequestId: randomUUID(),
    functionName,
    functionVersion: "1",
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}:live`,
    memoryLimitInMB: "256",
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "test",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
  };
}
