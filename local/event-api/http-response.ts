import type { ServerResponse } from "node:http";
import type { RequestError } from "./request-error.ts";

/**
 * Headers of every answer. Any origin may call, as the browser client needs; AppSync has no setting
 * that restricts origins.
 */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-requestid,x-amzn-errortype,date",
};

/** What the Amplify client and signed requests send across origins. */
const ALLOWED_HEADERS = [
  "accept",
  "authorization",
  "content-encoding",
  "content-type",
  "host",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-api-key",
].join(",");

/** Answers with a JSON body; `body` is its text. */
export function answer(
  response: ServerResponse,
  requestId: string,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...CORS,
    ...headers,
    "content-type": "application/json; charset=UTF-8",
    "content-length": Buffer.byteLength(body),
    "x-amzn-RequestId": requestId,
  });
  response.end(body);
}

/**
 * Answers with the error body that every refused request gets, and `x-amzn-errortype`, or with the
 * response that a rule of the web ACL has of its own.
 */
export function answerError(
  response: ServerResponse,
  requestId: string,
  error: RequestError,
): void {
  const { response: custom } = error;
  if (custom !== undefined) {
    const { content = "", contentType = "text/plain" } = custom.body ?? {};
    response.writeHead(custom.status, {
      ...CORS,
      "content-type": contentType,
      ...custom.headers,
      "content-length": Buffer.byteLength(content),
      "x-amzn-RequestId": requestId,
    });
    response.end(content);
    return;
  }
  const headers = { "x-amzn-errortype": error.http.errorType };
  answer(response, requestId, error.status, JSON.stringify({ errors: [error.http] }), headers);
}

/** Answers a preflight request of a browser. */
export function answerPreflight(response: ServerResponse): void {
  response.writeHead(200, {
    ...CORS,
    "access-control-allow-headers": ALLOWED_HEADERS,
    "access-control-allow-methods": "POST,OPTIONS",
    "access-control-max-age": "172800",
    "content-length": 0,
  });
  response.end();
}
