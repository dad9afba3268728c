import type { IncomingMessage, ServerResponse } from "node:http";
import { escape as escapeHtml } from "html-escaper";

/** Answers `/` with a plain page that says `text`, which is asked for each time; no other path. */
export function statusPage(text: () => string) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== "GET" || request.url !== "/") return false;
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    });
    response.end(page(escapeHtml(text())));
    return true;
  };
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
