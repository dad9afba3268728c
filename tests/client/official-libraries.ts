import { createHash } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import type { IamPrincipal } from "../../local/model.ts";

/** Who a client calls as: a key, a token, or a principal that signs. */
export type Caller =
  | { readonly apiKey: string }
  | { readonly token: string }
  | { readonly principal: IamPrincipal };

/** A handshake as a library opens it: its subprotocols and its plain HTTP headers. */
export interface Handshake {
  readonly subprotocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** An HTTP publish as a library sends it. */
export interface HttpPublish {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an official library puts on the wire; `host` is that of the HTTP endpoint. */
export interface Library {
  /** Whether it says `connection_init`, and waits for `connection_ack`, before anything else. */
  readonly initializes: boolean;
  connect(host: string, caller: Caller): Promise<Handshake>;
  subscribe(host: string, caller: Caller, id: string, channel: string): Promise<string>;
  publish(
    host: string,
    caller: Caller,
    id: string,
    channel: string,
    events: readonly unknown[],
  ): Promise<string>;
  post(
    host: string,
    caller: Caller,
    channel: string,
    events: readonly unknown[],
  ): Promise<HttpPublish>;
}

const SUBPROTOCOL = "aws-appsync-event-ws";
const REGION = "eu-west-1";

function timestamp(): string {
  return new Date().toISOString().replace(/[:-]|\.\d{3}/g, "");
}

/** Signs `POST https://<host>/event`; the headers that come back are those given and the signature's. */
async function signed(
  principal: IamPrincipal,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: "appsync",
    region: REGION,
    credentials: principal,
    sha256: Sha256,
    applyChecksum: "x-amz-content-sha256" in headers,
  });
  const { host = "" } = headers;
  const request = { method: "POST", protocol: "https:", hostname: host, path: "/event" };
  return (await signer.sign({ ...request, headers, body })).headers;
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}

/**
 * The Amplify library for JavaScript: its credential goes into a subprotocol, host with its port
 * (amplify-js `AWSWebSocketProvider`, `authHeaders.ts`, `AWSAppSyncEventsProvider`).
 */
export const javaScript: Library = {
  initializes: true,
  async connect(host, caller) {
    const credential = await authorization(host, caller, "{}");
    const encoded = Buffer.from(JSON.stringify(credential)).toString("base64url");
    return { subprotocols: [SUBPROTOCOL, `header-${encoded}`], headers: {} };
  },
  async subscribe(host, caller, id, channel) {
    const headers = await authorization(host, caller, JSON.stringify({ channel }));
    return message({ id, type: "subscribe", channel }, headers);
  },
  async publish(host, caller, id, channel, events) {
    const texts = events.map((event) => JSON.stringify(event));
    const headers = await authorization(host, caller, JSON.stringify({ channel, events: texts }));
    return message({ id, type: "publish", channel, events: texts }, headers);
  },
  async post(host, caller, channel, events) {
    const texts = events.map((event) => JSON.stringify(event));
    const body = JSON.stringify({ channel: `/${channel.replace(/^\//, "")}`, events: texts });
    const own = {
      "content-type": "application/json; charset=UTF-8",
      "x-amz-user-agent": "amplify",
    };
    const credential = await authorization(host, caller, body);
    return { headers: { ...credential, ...own }, body };
  },
};

function message(
  operation: Readonly<Record<string, unknown>>,
  credential: Readonly<Record<string, string>>,
): string {
  const headers = { ...credential, "x-amz-user-agent": "aws-amplify/6" };
  const { channel, events } = operation;
  const payload = { channel, events, extensions: { authorization: headers } };
  return JSON.stringify({ ...operation, payload, authorization: headers });
}

async function authorization(
  host: string,
  caller: Caller,
  body: string,
): Promise<Record<string, string>> {
  if ("apiKey" in caller) {
    return { host, "x-amz-date": timestamp(), "x-api-key": caller.apiKey };
  }
  if ("token" in caller) {
    return { Authorization: caller.token, host };
  }
  const headers = {
    accept: "application/json, text/javascript",
    "content-encoding": "amz-1.0",
    "content-type": "application/json; charset=UTF-8",
    host,
  };
  return signed(caller.principal, headers, body);
}

/**
 * The library for Kotlin: the credential goes into plain headers of the handshake, with Host set to
 * that of the HTTP endpoint and no `header-` subprotocol. Its signer covers all of these but the
 * handshake's own, `x-amz-user-agent` included, and states the body's digest (amplify-android
 * `EventsWebSocket.kt`, `RestClient.kt`, `AppSyncRequestSigner.kt`; smithy-kotlin `Canonicalizer.kt`).
 */
export const kotlin: Library = {
  initializes: true,
  async connect(host, caller) {
    const own = {
      "Sec-WebSocket-Protocol": SUBPROTOCOL,
      host: withoutPort(host),
      "x-amz-user-agent": "aws-appsync-events-android#1.0.0",
    };
    const { "Sec-WebSocket-Protocol": _, ...headers } = await kotlinHeaders(own, caller, "{}");
    return { subprotocols: [SUBPROTOCOL], headers };
  },
  async subscribe(host, caller, id, channel) {
    const own = { host: withoutPort(host) };
    const headers = await kotlinHeaders(own, caller, JSON.stringify({ channel }));
    return JSON.stringify({ channel, id, type: "subscribe", authorization: headers });
  },
  async publish(host, caller, id, channel, events) {
    const own = { host: withoutPort(host) };
    const texts = events.map((event) => JSON.stringify(event));
    const headers = await kotlinHeaders(own, caller, JSON.stringify({ channel, events: texts }));
    return JSON.stringify({ channel, events: texts, id, type: "publish", authorization: headers });
  },
  async post(host, caller, channel, events) {
    const own = {
      accept: "application/json, text/javascript",
      "content-type": "application/json; charset=UTF-8",
      host: withoutPort(host),
      "x-amz-user-agent": "aws-appsync-events-android#1.0.0",
    };
    const texts = events.map((event) => JSON.stringify(event));
    const body = JSON.stringify({ channel, events: texts });
    return { headers: await kotlinHeaders(own, caller, body), body };
  },
};

async function kotlinHeaders(
  own: Readonly<Record<string, string>>,
  caller: Caller,
  body: string,
): Promise<Record<string, string>> {
  if ("apiKey" in caller) {
    return { ...own, "x-amz-date": timestamp(), "x-api-key": caller.apiKey };
  }
  if ("token" in caller) {
    return { ...own, Authorization: caller.token };
  }
  const digest = createHash("sha256").update(body).digest("hex");
  return signed(caller.principal, { ...own, "x-amz-content-sha256": digest }, body);
}

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
