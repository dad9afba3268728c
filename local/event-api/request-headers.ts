import type { IncomingMessage } from "node:http";

/** Header values by lower-case name; an array for a header that was sent more than once. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** Never handed to handlers: cookies (Event API context reference). */
const WITHHELD: ReadonlySet<string> = new Set(["cookie"]);

/** Where a connect credential can be: it is not the credential of the operation that is handled. */
const WITHHELD_OF_HANDSHAKE: ReadonlySet<string> = new Set([
  ...WITHHELD,
  "sec-websocket-protocol",
  "authorization",
  "x-api-key",
  "x-amz-security-token",
]);

/**
 * The headers that a handler or an authorizer sees. For operations on a WebSocket AWS does not say
 * which these are; they are those of the connection's handshake here.
 */
export function requestHeaders(
  request: IncomingMessage,
  transport: "HTTP" | "WEBSOCKET",
): RequestHeaders {
  const withheld = transport === "HTTP" ? WITHHELD : WITHHELD_OF_HANDSHAKE;
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values === undefined || withheld.has(name)) {
      continue;
    }
    const [first] = values;
    if (first !== undefined) {
      headers[name] = values.length === 1 ? first : values;
    }
  }
  return headers;
}
