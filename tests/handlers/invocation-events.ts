function envelope(path: string, operation: string, events: unknown, identity: unknown) {
  return {
    identity,
    result: null,
    request: { headers: { "x-amzn-trace-id": "Root=1-5e-1" }, domainName: null },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    info: {
      channel: { path, segments: path.split("/").slice(1) },
      channelNamespace: { name: path.split("/")[1] },
      operation,
    },
    events,
  };
}

/** The invocation of a publish with an event per payload, ids `event-0` and on. */
export function publish(path: string, payloads: readonly unknown[], identity: unknown = null) {
  return envelope(
    path,
    "PUBLISH",
    payloads.map((payload, index) => ({ id: `event-${index}`, payload })),
    identity,
  );
}

/** The invocation of a subscribe. */
export function subscribe(path: string, identity: unknown = null) {
  return envelope(path, "SUBSCRIBE", null, identity);
}

/** Identity that the Lambda authorizer gives. */
export function member(sub: string, ...rooms: string[]) {
  return {
    handlerContext: { sub, claims: JSON.stringify({ rooms }) },
  };
}
