import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { EventApi } from "../model.ts";
import { apiIdOfHost } from "./api-host.ts";
import { ApiRuntime } from "./api-runtime.ts";
import { serveHttpPublish } from "./http-publish.ts";
import { answerError, answerPreflight } from "./http-response.ts";
import { MAXIMUM_FRAME_BYTES } from "./limits.ts";
import { SUBPROTOCOL } from "./protocol.ts";
import { RealtimeConnection } from "./realtime-connection.ts";
import { offeredSubprotocols, refuseUpgrade } from "./realtime-upgrade.ts";
import { badRequest, unknownApi, unknownOperation } from "./request-error.ts";
import { requestOrigin } from "./request-origin.ts";
import type { ServedApi } from "./served-api.ts";
import {
  type EventApiServer,
  type EventApiServerOptions,
  REALTIME_DEFAULTS,
  type RealtimeSettings,
  type TlsIdentity,
} from "./server-options.ts";

/** Milliseconds that sockets get to close in good order when the server stops. */
const CLOSE_GRACE_MS = 500;

/** Close code of sockets whose API is deleted, or whose server stops (RFC 6455, 7.4.1). */
const GOING_AWAY = 1001;

/** Thrown when the server cannot listen; the message says what to do. */
export class EventApiServerError extends Error {}

/**
 * Serves Event APIs on one port of this machine: HTTP publish on `/event` and the WebSocket
 * protocol on `/event/realtime`, as AppSync does. A Host header `<apiId>.appsync-api.<region>.localhost`
 * chooses the API, any other name the first one. Not enforced here are the quotas that AWS applies
 * per account or per API and second (connects, inbound and outbound events, request tokens).
 * Throws EventApiServerError when the port cannot be had.
 */
export async function serveEventApis(options: EventApiServerOptions): Promise<EventApiServer> {
  const server = new LocalServer(options);
  const port = await server.listen();
  return { port, close: () => server.close() };
}

class LocalServer {
  readonly #options: EventApiServerOptions;
  readonly #settings: RealtimeSettings;
  readonly #log: (message: string) => void;
  readonly #served = new Map<string, ServedApi>();
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAXIMUM_FRAME_BYTES,
    handleProtocols: () => SUBPROTOCOL,
  });
  #timers: NodeJS.Timeout[] = [];
  #port = 0;

  constructor(options: EventApiServerOptions) {
    this.#options = options;
    this.#settings = { ...REALTIME_DEFAULTS, ...options.realtime };
    this.#log = options.log ?? (() => undefined);
    this.#http = httpServer(options.tls);
    options.faults?.attach(() =>
      [...this.#served.values()].flatMap(({ runtime }) => [...runtime.connections]),
    );
    this.#http.on("request", (request, response) => this.#serve(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(): Promise<number> {
    const { port, host = "127.0.0.1" } = this.#options;
    this.#http.listen(port, host);
    try {
      await once(this.#http, "listening");
    } catch (error) {
      throw listenError(error, port, host);
    }
    const address = this.#http.address();
    this.#port = typeof address === "object" && address !== null ? address.port : port;
    const { keepAliveMs, sampleMs } = this.#settings;
    this.#timers = [
      setInterval(() => this.#tick(), keepAliveMs),
      setInterval(() => this.#sample(), sampleMs),
    ];
    for (const timer of this.#timers) {
      timer.unref();
    }
    return this.#port;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    const closed = once(this.#http, "close");
    this.#http.close();
    for (const { runtime } of this.#served.values()) {
      for (const connection of runtime.connections) {
        connection.close(GOING_AWAY, "The server is stopping.");
      }
    }
    const grace = setTimeout(() => this.#terminate(), CLOSE_GRACE_MS);
    this.#http.closeIdleConnections();
    await closed;
    clearTimeout(grace);
  }

  #terminate(): void {
    for (const socket of this.#sockets.clients) {
      socket.terminate();
    }
    this.#http.closeAllConnections();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const api = this.#apiFor(request);
    if (pathOf(request) !== "/event") {
      const served = this.#options.statusPage?.(request, response) ?? false;
      if (!served) {
        answerError(response, randomUUID(), unknownOperation());
      }
    } else if (request.method === "OPTIONS") {
      answerPreflight(response);
    } else if (api === undefined) {
      answerError(response, randomUUID(), unknownApi());
    } else if (request.method !== "POST") {
      answerError(response, randomUUID(), unknownOperation());
    } else {
      const origin = requestOrigin(request, "HTTP", this.#port);
      void serveHttpPublish(api, request, response, origin);
    }
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on("error", (error) => this.#log(`A connection failed: ${error.message}`));
    const api = this.#apiFor(request);
    if (pathOf(request) !== "/event/realtime") {
      refuseUpgrade(stream, unknownOperation());
    } else if (api === undefined) {
      refuseUpgrade(stream, unknownApi());
    } else if (!offeredSubprotocols(request).includes(SUBPROTOCOL)) {
      refuseUpgrade(stream, badRequest(`The subprotocol ${SUBPROTOCOL} was not offered.`));
    } else {
      this.#sockets.handleUpgrade(request, stream, head, (socket) => {
        const origin = requestOrigin(request, "WEBSOCKET", this.#port);
        new RealtimeConnection(api, socket, stream, request, origin);
      });
    }
  }

  #apiFor(request: IncomingMessage): ServedApi | undefined {
    const apis = this.#options.apis();
    const apiId = apiIdOfHost(request.headers.host ?? "");
    const [first] = apis.values();
    const api = apiId === undefined ? first : apis.get(apiId);
    if (api === undefined) {
      return undefined;
    }
    let served = this.#served.get(api.apiId);
    if (served === undefined) {
      served = servedApi(api, this.#options, this.#settings);
      this.#served.set(api.apiId, served);
    }
    return served;
  }

  #tick(): void {
    const now = performance.now();
    const apis = this.#options.apis();
    for (const [apiId, { runtime }] of this.#served) {
      const deleted = !apis.has(apiId);
      for (const connection of runtime.connections) {
        if (deleted) {
          connection.close(GOING_AWAY, "The API was deleted.");
        } else {
          connection.tick(now);
        }
      }
      if (deleted) {
        this.#served.delete(apiId);
      }
    }
  }

  #sample(): void {
    for (const { runtime } of this.#served.values()) {
      runtime.sample();
    }
  }
}

/** Requests and sockets of an API that is deleted see it as it was last. */
function servedApi(
  api: EventApi,
  options: EventApiServerOptions,
  settings: RealtimeSettings,
): ServedApi {
  let last = api;
  return {
    runtime: new ApiRuntime(api.apiId, options, settings),
    deployed() {
      last = options.apis().get(api.apiId) ?? last;
      return last;
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

function httpServer(tls: TlsIdentity | undefined): Server {
  if (tls === undefined) {
    return createServer();
  }
  try {
    return createTlsServer({ cert: tls.certificate, key: tls.key });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new EventApiServerError(
      `TLS needs a certificate and its private key, both as PEM (${text}). ` +
        "Fix: make a pair that this machine trusts, for instance with mkcert.",
    );
  }
}

function listenError(error: unknown, port: number, host: string): EventApiServerError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new EventApiServerError(
      `Port ${port} of ${host} is in use by another process. Choose another one with --port.`,
    );
  }
  if (code === "EACCES") {
    return new EventApiServerError(
      `Port ${port} of ${host} needs rights that this process does not have. ` +
        "Choose one from 1024 with --port.",
    );
  }
  const text = error instanceof Error ? error.message : String(error);
  return new EventApiServerError(`Cannot listen on port ${port} of ${host}: ${text}`);
}
