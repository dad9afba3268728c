import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type CredentialHeaders, credentialHeaders } from "./authorization/credential.ts";
import { badRequest, type RequestError } from "./request-error.ts";

const CREDENTIAL_PREFIX = "header-";
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Subprotocols that a handshake offers. */
export function offeredSubprotocols(request: IncomingMessage): string[] {
  const header = request.headers["sec-websocket-protocol"] ?? "";
  return header.split(",").map((name) => name.trim());
}

/**
 * The connect credential. A browser can only send it as a subprotocol: `header-` and the base64url
 * of a JSON object, without padding (Developer Guide, WebSocket protocol). AWS's libraries for
 * Kotlin and Swift send it as plain headers of the handshake, with Host set to the HTTP endpoint
 * (amplify-android `EventsWebSocket.kt`, aws-appsync-events-swift `AppSyncWebSocketClient.swift`).
 * Throws RequestError when a subprotocol does not decode.
 */
export function connectCredential(request: IncomingMessage): CredentialHeaders {
  const offered = offeredSubprotocols(request).find((name) => name.startsWith(CREDENTIAL_PREFIX));
  if (offered === undefined) {
    return credentialHeaders(request.headers) ?? {};
  }
  const encoded = offered.slice(CREDENTIAL_PREFIX.length);
  const malformed = "The header- subprotocol must be the base64url of a JSON object.";
  if (!BASE64URL.test(encoded)) {
    throw badRequest(malformed);
  }
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    const credential = credentialHeaders(value);
    if (credential !== undefined) {
      return credential;
    }
  } catch {
    // Falls through to the same refusal.
  }
  throw badRequest(malformed);
}

/** Refuses a handshake with an HTTP answer: there is no socket yet that a message could go over. */
export function refuseUpgrade(socket: Duplex, error: RequestError): void {
  const body = JSON.stringify({ errors: [error.http] });
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ""}`,
      "content-type: application/json; charset=UTF-8",
      `content-length: ${Buffer.byteLength(body)}`,
      `x-amzn-errortype: ${error.http.errorType}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}
