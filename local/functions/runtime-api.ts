import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { refuseForeignRequests } from "../own-host.ts";
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

/** Gives an invocation to a runtime that asked for one. */
type HandOut = (invocation: RuntimeInvocation) => void;

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
  #waiting: HandOut | undefined;
  #invocation: RuntimeInvocation | undefined;

  private constructor(onMessage: (message: RuntimeMessage) => void) {
    this.#onMessage = onMessage;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    refuseForeignRequests(this.#server);
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

  /** A runtime waits for work. */
  next(handOut: HandOut): void {
    this.#waiting = handOut;
    this.#onMessage({ kind: "waiting" });
    this.#handOut();
  }

  /** A runtime says how its invocation ended. Returns why that is refused, if it is. */
  finish(failed: boolean, awsRequestId: string, body: string): Refused | undefined {
    if (awsRequestId !== this.#invocation?.awsRequestId) {
      return UNKNOWN_REQUEST;
    }
    this.#invocation = undefined;
    if (failed) {
      this.#onMessage({ kind: "error", error: parseFunctionError(body) });
    } else if (isTooLarge(body)) {
      this.#onMessage({ kind: "error", error: RESPONSE_TOO_LARGE });
      return TOO_LARGE;
    } else {
      this.#onMessage({ kind: "result", body });
    }
    return undefined;
  }

  /** Closes the API and its connections. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #handOut(): void {
    const invocation = this.#invocation;
    if (invocation === undefined) {
      return;
    }
    this.#waiting?.(invocation);
    this.#waiting = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === NEXT) {
      this.next((invocation) => respond(response, invocation));
      return;
    }
    const body = await text(request);
    if (request.url === INIT_ERROR) {
      this.#onMessage({ kind: "initError", error: parseFunctionError(body) });
      accept(response);
      return;
    }
    const { id = "", kind } = ANSWER.exec(request.url ?? "")?.groups ?? {};
    const streamed = request.trailers[TRAILER_TYPE] !== undefined;
    const detail = Buffer.from(request.trailers[TRAILER_BODY] ?? "", "base64").toString();
    const failed = streamed || kind === "error";
    accept(response, this.finish(failed, decodeURIComponent(id), streamed ? detail : body));
  }
}

/** An answer that is not taken, as HTTP says it. */
interface Refused {
  readonly status: number;
  readonly error: FunctionError;
}

const UNKNOWN_REQUEST: Refused = {
  status: 400,
  error: { errorType: "InvalidRequestID", errorMessage: "Invalid request ID" },
};

const TOO_LARGE: Refused = {
  status: 413,
  error: { errorType: "RequestEntityTooLarge", errorMessage: "too large" },
};

/** UTF-8 has at most three bytes for a unit of a text, so that most need no counting. */
function isTooLarge(body: string): boolean {
  return (
    body.length * 3 > MAXIMUM_RESPONSE_BYTES && Buffer.byteLength(body) > MAXIMUM_RESPONSE_BYTES
  );
}

function respond(response: ServerResponse, invocation: RuntimeInvocation): void {
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Lambda-Runtime-Aws-Request-Id": invocation.awsRequestId,
    "Lambda-Runtime-Deadline-Ms": String(invocation.deadlineMs),
    "Lambda-Runtime-Invoked-Function-Arn": invocation.invokedFunctionArn,
    "Lambda-Runtime-Trace-Id": invocation.traceId,
  });
  response.end(invocation.event);
}

function accept(response: ServerResponse, refused?: Refused): void {
  response.writeHead(refused?.status ?? 202, { "Content-Type": "application/json" });
  response.end(JSON.stringify(refused?.error ?? { status: "OK" }));
}
