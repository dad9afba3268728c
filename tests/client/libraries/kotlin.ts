import { createHash } from "node:crypto";
import {
  type Caller,
  type Library,
  SUBPROTOCOL,
  signed,
  timestamp,
  withoutPort,
} from "./library.ts";

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
