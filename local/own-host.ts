import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isIP } from "node:net";

/** Addresses that stand for every interface of a machine. */
const EVERY_INTERFACE: readonly string[] = ["0.0.0.0", "::"];

/**
 * Why a request must not be answered outside the data plane; undefined when it may be. A web page
 * of any site reaches servers of this machine through the visitor's browser, under a name of its
 * own that it lets resolve to 127.0.0.1 (DNS rebinding), or from its own origin: the Host header
 * must name this machine, and an Origin header must be the page's own.
 *
 * @param listensOn The address that the server was told to listen on.
 */
export function foreignRequest(
  { headers, socket }: IncomingMessage,
  listensOn = "127.0.0.1",
): string | undefined {
  const { host, origin } = headers;
  const scheme = "encrypted" in socket ? "https" : "http";
  if (host === undefined || !isOwnHost(host, listensOn)) {
    return `Host must name this machine (localhost, 127.0.0.1 or [::1]), got ${quoted(host)}.`;
  }
  if (origin !== undefined && origin.toLowerCase() !== `${scheme}://${host.toLowerCase()}`) {
    return `Origin must be ${scheme}://${host}, got ${quoted(origin)}.`;
  }
  return undefined;
}

/**
 * Lets a server answer no request that `foreignRequest` objects to; the answer is a 403.
 *
 * @throws Error if the server has no listener yet: one that came later would answer all the same.
 */
export function refuseForeignRequests(server: Server): void {
  const answers = server.listeners("request");
  if (answers.length === 0) {
    throw new Error("The server must have its listener before this call.");
  }
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const reason = foreignRequest(request);
    if (reason === undefined) {
      for (const answer of answers) {
        answer.call(server, request, response);
      }
    } else {
      refuse(response, reason);
    }
  });
}

/** Answers 403 with the reason as plain text. */
export function refuse(response: ServerResponse, reason: string): void {
  response.writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${reason}\n`);
}

function isOwnHost(header: string, listensOn: string): boolean {
  // What else a URL may hold (user, path, query) is not part of a Host header.
  if (/[\s/?#@\\]/.test(header) || !URL.canParse(`http://${header}`)) {
    return false;
  }
  const name = bare(new URL(`http://${header}`).hostname);
  if (name === "localhost" || name === "::1" || /^127\.\d+\.\d+\.\d+$/.test(name)) {
    return true;
  }
  // An address cannot be rebound to another machine, only a name can.
  return name === bare(listensOn) || (EVERY_INTERFACE.includes(bare(listensOn)) && isIP(name) > 0);
}

/** A host name without the brackets of an IPv6 address and the dot of a full name. */
function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function quoted(header: string | undefined): string {
  return header === undefined ? "none" : JSON.stringify(header);
}
