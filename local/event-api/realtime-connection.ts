import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { authorizeConnect } from "./authorize-operation.ts";
import type { ManagedConnection } from "./managed-connection.ts";
import { type DataFrame, parseClientFrame, type ServerFrame } from "./protocol.ts";
import { type OperationSocket, RealtimeOperations } from "./realtime-operations.ts";
import { connectCredential } from "./realtime-upgrade.ts";
import {
  badRequest,
  connectionErrorEntry,
  internalFailure,
  RequestError,
} from "./request-error.ts";
import type { RequestOrigin } from "./request-origin.ts";
import type { ServedApi } from "./served-api.ts";

/** Messages that may wait while the connection is being authorized. */
const MAXIMUM_EARLY_MESSAGES = 100;

/** Close codes (RFC 6455, 7.4.1). */
const NORMAL = 1000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const ABNORMAL = 1006;

/**
 * One realtime connection: authorized on connect, then a run of operations. A refused connection
 * reads `connection_error` in answer to its first message and is closed normally, because clients
 * listen only once they have sent that message. `connection_init` is optional, as documented.
 */
export class RealtimeConnection implements ManagedConnection, OperationSocket {
  #origin: RequestOrigin;
  readonly #api: ServedApi;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #operations: RealtimeOperations;
  // Monotonic, as all lifetimes here: the wall clock jumps when a laptop wakes or is set.
  readonly #opened = performance.now();
  #lastSign = this.#opened;
  #phase: "authorizing" | "open" | "refused" | "leaving" = "authorizing";
  #early: string[] = [];
  #refusal: RequestError | undefined;

  /** `stream` is the TCP connection below the socket. */
  constructor(
    api: ServedApi,
    socket: WebSocket,
    stream: Duplex,
    request: IncomingMessage,
    origin: RequestOrigin,
  ) {
    this.#api = api;
    this.#socket = socket;
    this.#stream = stream;
    this.#origin = origin;
    this.#operations = new RealtimeOperations(api, this);
    api.runtime.connections.add(this);
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    for (const sign of ["ping", "pong"] as const) {
      socket.on(sign, () => {
        this.#lastSign = performance.now();
      });
    }
    socket.on("error", (error) => api.runtime.log(`A WebSocket failed: ${error.message}`));
    socket.on("close", (code) => this.#closed(code));
    void this.#connect(request);
  }

  get origin(): RequestOrigin {
    return this.#origin;
  }

  get isOpen(): boolean {
    return this.#phase === "open";
  }

  send(frame: ServerFrame): void {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      return;
    }
    this.#socket.send(JSON.stringify(frame));
    this.#dropIfBehind();
  }

  /** Writes all messages in one go: corked, they leave in one system call. */
  deliver(subscriptionId: string, events: readonly DataFrame[]): boolean {
    if (this.#phase !== "open" || this.#socket.readyState !== this.#socket.OPEN) {
      return false;
    }
    this.#stream.cork();
    for (const event of events) {
      this.#socket.send(event.for(subscriptionId));
    }
    this.#stream.uncork();
    this.#dropIfBehind();
    return true;
  }

  tick(now: number): void {
    const { connectionTimeoutMs, maximumLifeMs } = this.#api.runtime.settings;
    if (now - this.#lastSign > connectionTimeoutMs) {
      this.#api.runtime.log("A connection gave no sign of life and was dropped.");
      this.#socket.terminate();
    } else if (now - this.#opened >= maximumLifeMs) {
      this.endLife();
    } else if (this.#phase === "open") {
      this.send({ type: "ka" });
      this.#socket.ping();
    }
  }

  cut(): void {
    this.#socket.terminate();
  }

  endLife(): void {
    this.close(GOING_AWAY, "The connection reached its maximum life of 24 hours.");
  }

  close(code: number, reason: string): void {
    this.#phase = "leaving";
    this.#operations.end();
    this.#socket.close(code, reason);
  }

  async #connect(request: IncomingMessage): Promise<void> {
    this.#api.runtime.metrics.record("ConnectRequests");
    try {
      await this.#authorize(request);
      if (this.#phase !== "authorizing") {
        return;
      }
      this.#phase = "open";
      this.#api.runtime.metrics.record("ConnectSuccess");
      for (const text of this.#early) {
        this.#handle(text);
      }
      this.#early = [];
    } catch (cause) {
      if (!(cause instanceof RequestError)) {
        this.#api.runtime.log(`Connect failed: ${String(cause)}`);
      }
      this.#refuse(cause instanceof RequestError ? cause : internalFailure());
    }
  }

  async #authorize(request: IncomingMessage): Promise<void> {
    const { runtime } = this.#api;
    if (runtime.faults !== undefined) {
      await runtime.faults.before("connect");
    }
    const api = this.#api.deployed();
    const inserted = runtime.webAcl.admit(api, request, randomUUID());
    this.#origin = { ...this.#origin, headers: { ...this.#origin.headers, ...inserted } };
    const credential = connectCredential(request);
    await authorizeConnect(api, runtime, { credential, origin: this.origin });
  }

  #refuse(error: RequestError): void {
    this.#phase = "refused";
    this.#refusal = error;
    if (error.hint !== undefined) {
      this.#api.runtime.log(error.hint);
    }
    this.#api.runtime.metrics.record(
      error.status < 500 ? "ConnectClientError" : "ConnectServerError",
    );
    if (this.#early.length > 0) {
      this.#sayRefusal();
    } else {
      setTimeout(() => this.#sayRefusal(), this.#api.runtime.settings.refusalGraceMs).unref();
    }
  }

  #sayRefusal(): void {
    if (this.#refusal === undefined) {
      return;
    }
    this.send({ type: "connection_error", errors: [connectionErrorEntry(this.#refusal)] });
    this.#refusal = undefined;
    this.#socket.close(NORMAL);
  }

  #receive(data: RawData, isBinary: boolean): void {
    this.#lastSign = performance.now();
    const text = isBinary ? "" : data.toString();
    if (this.#phase === "refused") {
      this.#sayRefusal();
    } else if (this.#phase === "open") {
      this.#handle(text);
    } else if (this.#phase === "leaving") {
      return;
    } else if (this.#early.length < MAXIMUM_EARLY_MESSAGES) {
      this.#early.push(text);
    } else {
      this.close(POLICY_VIOLATION, "Too many messages before the connection was accepted.");
    }
  }

  #handle(text: string): void {
    const frame = parseClientFrame(text);
    if (frame === undefined) {
      const error = badRequest("The message must be a JSON object with a type.");
      this.send({ type: "error", errors: [error.realtime] });
    } else if (frame.type === "connection_init") {
      const { connectionTimeoutMs } = this.#api.runtime.settings;
      this.send({ type: "connection_ack", connectionTimeoutMs });
    } else {
      void this.#operations.run(frame);
    }
  }

  /** Bounds the memory that one slow subscriber can take. */
  #dropIfBehind(): void {
    const waiting = this.#socket.bufferedAmount;
    if (this.#phase !== "open" || waiting <= this.#api.runtime.settings.maximumBufferedBytes) {
      return;
    }
    this.#api.runtime.metrics.record("DisconnectServerError");
    this.#api.runtime.log(
      `A subscriber was dropped: ${waiting} bytes were waiting for it to read.`,
    );
    this.close(POLICY_VIOLATION, "The subscriber reads too slowly.");
  }

  #closed(code: number): void {
    this.#operations.end();
    this.#api.runtime.connections.delete(this);
    const { metrics } = this.#api.runtime;
    if (this.#phase !== "refused") {
      metrics.record(code === ABNORMAL ? "DisconnectClientError" : "DisconnectSuccess");
      metrics.record("ConnectionDuration", performance.now() - this.#opened);
    }
    this.#phase = "leaving";
  }
}
