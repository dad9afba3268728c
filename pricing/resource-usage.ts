/** Size of an item or an event that a handler writes: fixed bytes, and copies of the published event. */
export interface PayloadSize {
  readonly bytes: number;
  /** @default 0 */
  readonly events?: number;
}

/** What one event or one subscribe request does to a table. */
export interface TableRequests {
  /** Items that are read strongly consistent; one that is not there has 0 bytes. */
  readonly consistentReads?: readonly PayloadSize[];
  /** Items that are read eventually consistent. */
  readonly eventualReads?: readonly PayloadSize[];
  /** Items that are put, updated or deleted; an update counts with the whole item. */
  readonly writes?: readonly PayloadSize[];
  /** What stays in the table, and for how many days. @default nothing; kept for ever */
  readonly kept?: PayloadSize & { readonly days?: number };
}

/** How a namespace's handler uses a table. */
export interface TableUsage {
  readonly namespace: string;
  readonly perEvent?: TableRequests;
  readonly perSubscribe?: TableRequests;
}

/** How a namespace's handler uses an event bus: the entries that it puts for one published event. */
export interface EventBusUsage {
  readonly namespace: string;
  readonly perEvent: readonly PayloadSize[];
}
