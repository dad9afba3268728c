import type { IncomingMessage, ServerResponse } from "node:http";
import { escape as escapeHtml } from "html-escaper";
import { foreignRequest, refuse } from "../../local/own-host.ts";
import { isToken } from "./start-token.ts";

/** What the status page shows and to whom. */
export interface StatusPageOptions {
  /** Must stand in the address as `?token=`: other users of the machine do not know it. */
  readonly token: string;
  /** The address that the server listens on; the default is loopback. */
  readonly host?: string;
  /** The text of the page, asked for each time. */
  readonly text: () => string;
}

const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'",
  // The address holds the token.
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/**
 * Answers `/` with a plain page, because it shows the API key only to who has the token, and refuses
 * what comes under a foreign Host or Origin on any path. Returns false for other paths.
 */
export function statusPage(options: StatusPageOptions) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const foreign = foreignRequest(request, options.host);
    const [path, query = ""] = (request.url ?? "").split("?", 2);
    if (foreign !== undefined) {
      refuse(response, foreign);
    } else if (path !== "/") {
      return false;
    } else if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
    } else if (isToken(new URLSearchParams(query).get("token") ?? "", options.token)) {
      answer(request, response, 200, options.text());
    } else {
      answer(request, response, 401, "Open the address of the status page that npm start printed.");
    }
    return true;
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
): void {
  const html = page(escapeHtml(text));
  response.writeHead(status, { ...HEADERS, "content-length": Buffer.byteLength(html) });
  response.end(request.method === "HEAD" ? undefined : html);
}

function page(text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>AppSync Events on this machine</title>
<style>body { font: 1rem system-ui; margin: 2rem } pre { white-space: pre-wrap }</style>
<h1>AppSync Events on this machine</h1>
<pre>${text}</pre>
</html>
`;
}
