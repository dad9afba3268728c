import type { IncomingMessage, ServerResponse } from "node:http";
import type { JSONWebKeySet } from "jose";
import type {
  EventApi,
  FunctionInvoker,
  IamPrincipal,
  ServiceMetrics,
  WebAclRecords,
} from "../model.ts";
import type { BatchOrder } from "./batch-order.ts";
import type { Faults } from "./faults.ts";

/** Timings and bounds of realtime connections; the defaults are the service's. */
export interface RealtimeSettings {
  /** Milliseconds between keep-alive messages (Developer Guide: every 60 s). */
  readonly keepAliveMs: number;
  /** Milliseconds after which a connection without a sign of life is dropped (`connectionTimeoutMs`). */
  readonly connectionTimeoutMs: number;
  /** Milliseconds that a connection lives at most (Developer Guide: 24 hours). */
  readonly maximumLifeMs: number;
  /** Bytes that may wait for a slow subscriber before its connection is dropped. */
  readonly maximumBufferedBytes: number;
  /** Milliseconds that a refused connection has to send its first message before it is closed. */
  readonly refusalGraceMs: number;
  /** Milliseconds between samples of the metrics ActiveConnections and ActiveSubscriptions. */
  readonly sampleMs: number;
}

/** Values of the AppSync Events Developer Guide, and bounds of this server where it has none. */
export const REALTIME_DEFAULTS: RealtimeSettings = {
  keepAliveMs: 60_000,
  connectionTimeoutMs: 300_000,
  maximumLifeMs: 24 * 60 * 60 * 1000,
  maximumBufferedBytes: 8 * 1024 * 1024,
  refusalGraceMs: 2_000,
  sampleMs: 60_000,
};

/** A certificate and its private key, as PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** What `serveEventApis` needs. */
export interface EventApiServerOptions {
  /** TCP port; 0 lets the system choose one. */
  readonly port: number;
  /** Address to listen on; 127.0.0.1 when left out, which every client of `localhost` finds. */
  readonly host?: string;
  /**
   * Serves https and wss, which the Kotlin and Swift libraries insist on (amplify-android
   * `EventsEndpoints.kt`, aws-appsync-events-swift `EventsEndpointHelper.swift`). @default http, ws
   */
  readonly tls?: TlsIdentity;
  /** The deployed APIs by id; asked on every request, so an update is served at once. */
  readonly apis: () => ReadonlyMap<string, EventApi>;
  readonly invoker: FunctionInvoker;
  /** IAM principals whose signatures are accepted; each may call every API. */
  readonly principals: readonly IamPrincipal[];
  /** Public keys of the stage's own token issuer, trusted for every issuer of an API. @default none */
  readonly issuerKeys?: JSONWebKeySet;
  readonly metrics: ServiceMetrics;
  /** Receives the logs and metrics of web ACLs. @default nobody */
  readonly webAclRecords?: WebAclRecords;
  /** Answers paths other than /event; returns false for a path that it does not serve either. */
  readonly statusPage?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Receives what a developer must know and a client must not. */
  readonly log?: (message: string) => void;
  readonly realtime?: Partial<RealtimeSettings>;
  /** @default as published */
  readonly batchOrder?: BatchOrder;
  /** Faults that clients run into on demand. @default none can be ordered */
  readonly faults?: Faults;
}

/** A listening server. */
export interface EventApiServer {
  readonly port: number;
  /** Closes every connection and stops listening. */
  close(): Promise<void>;
}
