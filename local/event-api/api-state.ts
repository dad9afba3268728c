import type { EventApi, FunctionInvoker } from "../model.ts";
import { ApiMetrics } from "./api-metrics.ts";
import { Authorization } from "./authorization/authorization.ts";
import type { EventApiServerOptions, RealtimeSettings } from "./server-options.ts";
import type { Subscription } from "./subscription.ts";
import { SubscriptionIndex } from "./subscription-index.ts";
import { WebAclEvaluation } from "./web-acl-evaluation.ts";

/** What a connection of an API lets the server do to it. */
export interface ManagedConnection {
  /** True once it is authorized and until it closes. */
  readonly isOpen: boolean;
  /** Called every keep-alive interval; `now` is in milliseconds of the monotonic clock. */
  tick(now: number): void;
  /** Closes the connection; `reason` goes into the close frame. */
  close(code: number, reason: string): void;
}

/** What lives as long as the server does for one API, while its settings may change. */
export class ApiState {
  readonly apiId: string;
  readonly metrics: ApiMetrics;
  readonly authorization: Authorization;
  readonly webAcl = new WebAclEvaluation();
  readonly subscriptions = new SubscriptionIndex<Subscription>();
  readonly connections = new Set<ManagedConnection>();
  readonly invoker: FunctionInvoker;
  readonly settings: RealtimeSettings;
  readonly log: (message: string) => void;
  readonly #apis: EventApiServerOptions["apis"];
  #api: EventApi;

  constructor(
    api: EventApi,
    options: EventApiServerOptions,
    settings: RealtimeSettings,
    log: (message: string) => void,
  ) {
    this.apiId = api.apiId;
    this.#api = api;
    this.#apis = options.apis;
    this.metrics = new ApiMetrics(options.metrics, api.apiId);
    this.authorization = new Authorization(options.invoker, options.principals, log);
    this.invoker = options.invoker;
    this.settings = settings;
    this.log = log;
  }

  /** Samples what is a level and no count. */
  sample(): void {
    let open = 0;
    for (const connection of this.connections) if (connection.isOpen) open++;
    this.metrics.record("ActiveConnections", open);
    this.metrics.record("ActiveSubscriptions", this.subscriptions.size);
  }

  /** The API as deployed now. */
  get api(): EventApi {
    this.#api = this.#apis().get(this.apiId) ?? this.#api;
    return this.#api;
  }
}
