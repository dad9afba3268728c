/**
 * Stands in for the native part of AWS's runtime client (`rapid-client.node` of `aws-lambda-ric`),
 * which needs a C++ compiler: the same three functions, which do the same as those in the package's
 * `src/native/rapid-client.cc`. Posts block the thread until they are answered, as there.
 */
import { Worker } from "node:worker_threads";
import type { RapidInvocation, RapidRequest } from "./rapid-client-worker.ts";

/** An invocation as the native part hands it to the client. */
export interface NextInvocation {
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

const RESPONSE_HEADERS = { "Content-Type": "application/json" };

const worker = new Worker(new URL("rapid-client-worker.ts", import.meta.url), {
  // Nothing of the function's own: its NODE_OPTIONS are for its thread.
  env: { AWS_LAMBDA_RUNTIME_API: process.env.AWS_LAMBDA_RUNTIME_API },
  execArgv: [],
});
worker.unref();

function ask(request: RapidRequest): void {
  worker.postMessage(request);
}

/** Resolves with the next invocation. Only waiting for one keeps the process alive. */
export function next(): Promise<NextInvocation> {
  const { promise, resolve, reject } = Promise.withResolvers<NextInvocation>();
  worker.ref();
  worker.once("error", reject);
  worker.once("message", (invocation: RapidInvocation) => {
    worker.off("error", reject);
    worker.unref();
    resolve({ bodyJson: invocation.bodyJson, headers: nativeHeaders(invocation.headers) });
  });
  ask({ kind: "next" });
  return promise;
}

/** Posts what the handler returned, as JSON text. */
export function done(requestId: string, body: string): void {
  post(`/2018-06-01/runtime/invocation/${requestId}/response`, body, RESPONSE_HEADERS);
}

/** Posts what the handler threw; `xrayCause` is the description that X-Ray shows. */
export function error(requestId: string, body: string, xrayCause: string): void {
  post(`/2018-06-01/runtime/invocation/${requestId}/error`, body, {
    ...RESPONSE_HEADERS,
    "lambda-runtime-function-xray-error-cause": Buffer.from(xrayCause).toString("latin1"),
  });
}

function post(path: string, body: string, headers: Readonly<Record<string, string>>): void {
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  ask({ kind: "post", path, body, headers, done });
  Atomics.wait(done, 0, 0);
}

/** The headers that the native part passes on: the trace id is always a text, others only if set. */
function nativeHeaders(headers: RapidInvocation["headers"]): NextInvocation["headers"] {
  const passed: Record<string, string | number> = {
    "lambda-runtime-deadline-ms": Number(headers["lambda-runtime-deadline-ms"]),
    "lambda-runtime-trace-id": headers["lambda-runtime-trace-id"] ?? "",
  };
  for (const name of PASSED_HEADERS) {
    const value = headers[name];
    if (value !== undefined && value !== "") passed[name] = value;
  }
  return passed;
}

const PASSED_HEADERS = [
  "lambda-runtime-aws-request-id",
  "lambda-runtime-invoked-function-arn",
  "lambda-runtime-client-context",
  "lambda-runtime-cognito-identity",
  "lambda-runtime-aws-tenant-id",
];
