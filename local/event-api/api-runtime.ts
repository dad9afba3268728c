import type { FunctionInvoker } from "../model.ts";
import { ApiMetrics } from "./api-metrics.ts";
import { Authorization } from "./authorization/authorization.ts";
import { type BatchOrder, inOrder } from "./batch-order.ts";
import type { Faults } from "./faults.ts";
import type { ManagedConnection } from "./managed-connection.ts";
import type { EventApiServerOptions, RealtimeSettings } from "./server-options.ts";
import type { Subscription } from "./subscription.ts";
import { SubscriptionIndex } from "./subscription-index.ts";
import { WebAclGuard } from "./web-acl-guard.ts";

/**
 * What runs for one API as long as the server does. What is deployed (`EventApi`) is not here: it
 * changes under a running server, so each request takes it anew.
 */
export class ApiRuntime {
  readonly metrics: ApiMetrics;
  readonly authorization: Authorization;
  readonly webAcl: WebAclGuard;
  readonly subscriptions = new SubscriptionIndex<Subscription>();
  readonly connections = new Set<ManagedConnection>();
  readonly invoker: FunctionInvoker;
  readonly settings: RealtimeSettings;
  readonly log: (message: string) => void;
  readonly batchOrder: BatchOrder;
  /** Undefined unless faults can be ordered. */
  readonly faults: Faults | undefined;

  constructor(apiId: string, options: EventApiServerOptions, settings: RealtimeSettings) {
    this.log = options.log ?? (() => undefined);
    this.metrics = new ApiMetrics(options.metrics, apiId);
    this.authorization = new Authorization(options, this.log);
    this.webAcl = new WebAclGuard(options.webAclRecords);
    const { faults, batchOrder = inOrder } = options;
    this.faults = faults;
    this.invoker = faults?.invoker(options.invoker) ?? options.invoker;
    this.settings = settings;
    this.batchOrder = faults?.batchOrder(batchOrder) ?? batchOrder;
  }

  /** Samples what is a level and not a count. */
  sample(): void {
    let open = 0;
    for (const connection of this.connections) {
      if (connection.isOpen) {
        open++;
      }
    }
    this.metrics.record("ActiveConnections", open);
    this.metrics.record("ActiveSubscriptions", this.subscriptions.size);
  }
}
