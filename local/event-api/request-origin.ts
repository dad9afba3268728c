import type { IncomingMessage } from "node:http";
import { type RequestHeaders, requestHeaders } from "./request-headers.ts";

/** Where a request or the handshake of a socket came from and where it arrived. */
export interface RequestOrigin {
  readonly transport: "HTTP" | "WEBSOCKET";
  readonly sourceIp: string;
  /** The Host header. */
  readonly host: string;
  /** The port that the server listens on. */
  readonly port: number;
  /** Headers that a handler or an authorizer may see. */
  readonly headers: RequestHeaders;
}

/** The origin of a request that arrived on a port of this machine. */
export function requestOrigin(
  request: IncomingMessage,
  transport: RequestOrigin["transport"],
  port: number,
): RequestOrigin {
  return {
    transport,
    port,
    sourceIp: request.socket.remoteAddress ?? "",
    host: request.headers.host ?? "",
    headers: requestHeaders(request, transport),
  };
}
