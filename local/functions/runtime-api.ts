import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  type FunctionError,
  MAXIMUM_RESPONSE_BYTES,
  parseFunctionError,
  RESPONSE_TOO_LARGE,
} from "./function-error.ts";

/** One invocation as the Runtime API describes it; the deadline is in epoch milliseconds. */
export interface RuntimeInvocation {
  readonly awsRequestId: string;
  /** The event as JSON text. */
  readonly event: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  /** `Root=…;Parent=…;Sampled=…` (X-Ray Developer Guide, tracing header). */
  readonly traceId: string;
}

/** What a runtime says: that it waits for work, how an invocation ended, or that it cannot start. */
export type RuntimeMessage =
  | { readonly kind: "waiting" }
  | { readonly kind: "result"; readonly body: string }
  | { readonly kind: "error"; readonly error: FunctionError }
  | { readonly kind: "initError"; readonly error: FunctionError };

const NEXT = "/2018-06-01/runtime/invocation/next";
const INIT_ERROR = "/2018-06-01/runtime/init/error";
const ANSWER = /^\/2018-06-01\/runtime\/invocation\/(?<id>[^/]+)\/(?<kind>response|error)$/;

/** Trailers of a streamed answer that failed on the way. */
const TRAILER_TYPE = "lambda-runtime-function-error-type";
const TRAILER_BODY = "lambda-runtime-function-error-body";

/**
 * Lambda's Runtime API for one execution environment (Lambda Developer Guide, "Using the Lambda
 * runtime API"): hands out one invocation at a time and takes how it ended.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #onMessage: (message: RuntimeMessage) => void;
  #waiting: ServerResponse | undefined;
  #invocation: RuntimeInvocation | undefined;

  private constructor(onMessage: (message: RuntimeMessage) => void) {
    this.#onMessage = onMessage;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    // The runtime waits for its next invocation on a connection that nothing else closes.
    this.#server.keepAliveTimeout = 0;
  }

  /** Opens the API on a free port of this machine. */
  static async open(onMessage: (message: RuntimeMessage) => void): Promise<RuntimeApi> {
    const api = new RuntimeApi(onMessage);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    api.#server.once("error", reject).listen(0, "127.0.0.1", resolve);
    await promise;
    return api;
  }

  /** Value of AWS_LAMBDA_RUNTIME_API: host and port. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Gives the runtime an invocation, at once or as soon as it asks for one. */
  invoke(invocation: RuntimeInvocation): void {
    this.#invocation = invocation;
    this.#handOut();
  }

  /** Closes the API and its connections. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #handOut(): void {
    const invocation = this.#invocation;
    if (this.#waiting === undefined || invocation === undefined) return;
    this.#waiting.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.awsRequestId,
      "Lambda-Runtime-Deadline-Ms": String(invocation.deadlineMs),
      "Lambda-Runtime-Invoked-Function-Arn": invocation.invokedFunctionArn,
      "Lambda-Runtime-Trace-Id": invocation.traceId,
    });
    this.#waiting.end(invocation.event);
    this.#waiting = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === NEXT) {
      this.#waiting = response;
      this.#onMessage({ kind: "waiting" });
      this.#handOut();
      return;
    }
    const body = await text(request);
    if (request.url === INIT_ERROR) {
      this.#onMessage({ kind: "initError", error: parseFunctionError(body) });
      accept(response, 202);
      return;
    }
    const { id, kind } = ANSWER.exec(request.url ?? "")?.groups ?? {};
    if (id === undefined || decodeURIComponent(id) !== this.#invocation?.awsRequestId) {
      accept(response, 400, { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" });
      return;
    }
    this.#invocation = undefined;
    this.#finish(kind === "error", body, request, response);
  }

  #finish(
    failed: boolean,
    body: string,
    { trailers }: IncomingMessage,
    response: ServerResponse,
  ): void {
    const streamed = trailers[TRAILER_TYPE];
    if (streamed !== undefined) {
      const detail = Buffer.from(trailers[TRAILER_BODY] ?? "", "base64").toString();
      this.#onMessage({ kind: "error", error: parseFunctionError(detail) });
    } else if (failed) {
      this.#onMessage({ kind: "error", error: parseFunctionError(body) });
    } else if (Buffer.byteLength(body) > MAXIMUM_RESPONSE_BYTES) {
      this.#onMessage({ kind: "error", error: RESPONSE_TOO_LARGE });
      accept(response, 413, { errorType: "RequestEntityTooLarge", errorMessage: "too large" });
      return;
    } else {
      this.#onMessage({ kind: "result", body });
    }
    accept(response, 202);
  }
}

function accept(response: ServerResponse, status: number, error?: FunctionError): void {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(error ?? { status: "OK" }));
}
