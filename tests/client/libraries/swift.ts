import {
  type Caller,
  type Library,
  SUBPROTOCOL,
  signed,
  timestamp,
  withoutPort,
} from "./library.ts";

/**
 * The library for Swift: plain headers as well, its token under `authorization` in lower case, no
 * `connection_init` at all, and slashes escaped in a publish but not in what it signs
 * (aws-appsync-events-swift `AppSyncWebSocketClient.swift`, `EventsRestClient.swift`).
 */
export const swift: Library = {
  initializes: false,
  async connect(host, caller) {
    const own = swiftHeaders(host);
    const headers = { ...own, ...(await swiftCredential(own, caller, "{}")) };
    return {
      subprotocols: [SUBPROTOCOL],
      headers: { ...headers, "x-amz-user-agent": "UA/2.0 lib/aws-appsync-events-swift#1.0.0" },
    };
  },
  async subscribe(host, caller, id, channel) {
    const body = JSON.stringify({ channel });
    const credential = await swiftCredential(swiftHeaders(host), caller, body);
    return JSON.stringify({ type: "subscribe", id, channel, authorization: credential });
  },
  async publish(host, caller, id, channel, events) {
    const texts = events.map((event) => escapedSlashes(JSON.stringify(event)));
    const body = JSON.stringify({ channel, events: texts });
    const credential = await swiftCredential(swiftHeaders(host), caller, body);
    const frame = { type: "publish", id, channel, events: texts, authorization: credential };
    return escapedSlashes(JSON.stringify(frame));
  },
  async post(host, caller, channel, events) {
    const texts = events.map((event) => escapedSlashes(JSON.stringify(event)));
    const body = escapedSlashes(JSON.stringify({ channel, events: texts }));
    const own = {
      accept: "application/json",
      "content-type": "application/json",
      host: withoutPort(host),
      "x-amz-user-agent": "UA/2.0 lib/aws-appsync-events-swift#1.0.0",
    };
    return { headers: { ...own, ...(await swiftCredential(own, caller, body)) }, body };
  },
};

function swiftHeaders(host: string): Record<string, string> {
  return {
    accept: "application/json",
    "content-encoding": "amz-1.0",
    "content-type": "application/json; charset=UTF-8",
    host: withoutPort(host),
  };
}

/** `JSONEncoder` escapes slashes unless it is told not to. */
function escapedSlashes(json: string): string {
  return json.replaceAll("/", "\\/");
}

async function swiftCredential(
  own: Readonly<Record<string, string>>,
  caller: Caller,
  body: string,
): Promise<Record<string, string>> {
  if ("apiKey" in caller) {
    return { "x-api-key": caller.apiKey, "x-amz-date": timestamp() };
  }
  if ("token" in caller) {
    return { "x-amz-date": timestamp(), authorization: caller.token };
  }
  return signed(caller.principal, own, body);
}
