import type { IncomingMessage } from "node:http";

/** Header values by lower-case name; an array for a header that was sent more than once. */
export type RequestHeaders = Readonly<Record<string, string | string[]>>;

/** Never handed to handlers: cookies (context reference), and where the connect credential is. */
const WITHHELD = new Set(["cookie", "sec-websocket-protocol"]);

/**
 * The headers that a handler or an authorizer sees. For operations on a WebSocket AWS does not say
 * which these are; they are those of the connection's handshake here.
 */
export function requestHeaders(request: IncomingMessage): RequestHeaders {
  const headers: Record<string, string | string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values === undefined || WITHHELD.has(name)) continue;
    const [first] = values;
    if (first !== undefined) headers[name] = values.length === 1 ? first : values;
  }
  return headers;
}
