import { type FunctionInvoker, InvocationError } from "../model.ts";
import { type BatchOrder, shuffledOrder } from "./batch-order.ts";
import type { FaultedOperation, FaultOrder } from "./fault-order.ts";
import type { ManagedConnection } from "./managed-connection.ts";
import { notAuthorized, type RequestError, throttled } from "./request-error.ts";

/** A fault that the next requests of a kind run into. */
interface PendingFault {
  /** Undefined for every operation. */
  readonly operation: FaultedOperation | undefined;
  /** Milliseconds that the request waits. */
  readonly milliseconds: number;
  readonly refusal: (() => RequestError) | undefined;
  remaining: number;
}

/**
 * Faults that a test of a client orders: each is one that AWS has too, but not when a test needs it.
 * The connections are those that are open when the order comes.
 */
export class Faults {
  #pending: PendingFault[] = [];
  #duplicates = 0;
  #handlerTimeouts = 0;
  #order: BatchOrder | undefined;
  #connections: () => Iterable<ManagedConnection> = () => [];

  /** Called by the server, whose connections can be cut. */
  attach(connections: () => Iterable<ManagedConnection>): void {
    this.#connections = connections;
  }

  /** Does what is ordered; returns how many connections it hit at once. */
  order(order: FaultOrder): number {
    const next = "next" in order ? (order.next ?? 1) : 1;
    switch (order.fault) {
      case "cut":
        return this.#each(order.connections, (connection) => connection.cut());
      case "maximum-life":
        return this.#each(order.connections, (connection) => connection.endLife());
      case "delay":
        return this.#add(order.operation, next, order.milliseconds);
      case "throttle":
        return this.#add(order.operation, next, 0, throttled);
      case "refuse":
        return this.#add(order.operation, next, 0, notAuthorized);
      case "duplicate":
        this.#duplicates = next;
        return 0;
      case "handler-timeout":
        this.#handlerTimeouts = next;
        return 0;
      case "shuffle":
        this.#order = shuffledOrder(order.seed ?? 0);
        return 0;
    }
  }

  /** Takes back every fault that has not come to pass. */
  clear(): void {
    this.#pending = [];
    this.#duplicates = 0;
    this.#handlerTimeouts = 0;
    this.#order = undefined;
  }

  /** What is still to come: how many requests, deliveries and invocations run into a fault. */
  get waiting() {
    return {
      requests: this.#pending.reduce((sum, { remaining }) => sum + remaining, 0),
      deliveries: this.#duplicates,
      invocations: this.#handlerTimeouts,
      shuffled: this.#order !== undefined,
    };
  }

  /** Waits as ordered for an operation. Throws RequestError when it is ordered to fail. */
  async before(operation: FaultedOperation): Promise<void> {
    const faults = this.#pending.filter((fault) => (fault.operation ?? operation) === operation);
    for (const fault of faults) {
      fault.remaining--;
    }
    this.#pending = this.#pending.filter(({ remaining }) => remaining > 0);
    const milliseconds = faults.reduce((sum, fault) => sum + fault.milliseconds, 0);
    if (milliseconds > 0) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
    }
    const refusal = faults.find((fault) => fault.refusal !== undefined)?.refusal?.();
    if (refusal !== undefined) {
      throw refusal;
    }
  }

  /** How often the next broadcast reaches each subscriber. */
  takeCopies(): number {
    if (this.#duplicates === 0) {
      return 1;
    }
    this.#duplicates--;
    return 2;
  }

  /** An invoker whose next handlers time out when that is ordered, without waiting for it. */
  invoker(invoker: FunctionInvoker): FunctionInvoker {
    return {
      invoke: async (...call) => {
        if (this.#handlerTimeouts === 0) {
          return invoker.invoke(...call);
        }
        this.#handlerTimeouts--;
        throw new InvocationError("Timeout", "A timeout was ordered as a fault.");
      },
    };
  }

  /** The order of a batch: another one when that is ordered. */
  batchOrder(otherwise: BatchOrder): BatchOrder {
    return (events) => (this.#order ?? otherwise)(events);
  }

  #add(
    operation: FaultedOperation | undefined,
    remaining: number,
    milliseconds: number,
    refusal?: () => RequestError,
  ): number {
    this.#pending.push({ operation, remaining, milliseconds, refusal });
    return 0;
  }

  #each(most: number | undefined, act: (connection: ManagedConnection) => void): number {
    const open = [...this.#connections()].filter(({ isOpen }) => isOpen).slice(0, most);
    for (const connection of open) {
      act(connection);
    }
    return open.length;
  }
}
