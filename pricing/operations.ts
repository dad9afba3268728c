/**
 * Kinds of operation that an Event API is charged for, all at the same price: metered units
 * received and delivered, handler invocations, WebSocket connects, subscribe requests, pings.
 * Source: AWS AppSync pricing page, Event APIs.
 */
export const OPERATION_KINDS = [
  "inbound",
  "outbound",
  "handler",
  "connect",
  "subscribe",
  "ping",
] as const;

/** One kind of operation. */
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Operations by kind; a kind that is left out is none. */
export type OperationCounts = { readonly [kind in OperationKind]?: bigint };

/** Sum of all operations. */
export function totalOperations(counts: OperationCounts): bigint {
  return OPERATION_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0n), 0n);
}
