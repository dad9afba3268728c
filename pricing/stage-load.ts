import type { AssumptionValues } from "./assumptions.ts";
import type { MonthlyUsage } from "./monthly-usage.ts";
import type { ServicePrices } from "./price.ts";
import { type ProgramResource, textAt } from "./program-resource.ts";
import type { Traffic } from "./traffic.ts";

/** A month of a function. */
export interface FunctionLoad {
  readonly invocations: bigint;
  /** Billed duration of one invocation. */
  readonly milliseconds: bigint;
}

/** A month of a namespace. */
export interface NamespaceLoad {
  readonly traffic: Traffic;
  readonly usage: MonthlyUsage;
}

/** Bytes of a month that a log group takes, by the price of taking them. */
export interface LogBytes {
  /** Lines that are charged as any custom log. */
  readonly ingested: bigint;
  /** Records that AWS WAF delivers, beyond what its price includes. */
  readonly vended: bigint;
  /** All bytes, for storage; metric lines among them, whose ingestion is what metering costs. */
  readonly all: bigint;
}

/** What a month of declared traffic asks of a stage's namespaces and functions. */
export interface TrafficLoad {
  readonly assumed: AssumptionValues;
  readonly prices: ServicePrices;
  readonly hours: bigint;
  readonly resources: readonly ProgramResource[];
  readonly namespaces: ReadonlyMap<string, NamespaceLoad>;
  /** By the function's name in AWS; functions that nothing says the load of are absent. */
  readonly functions: ReadonlyMap<string, FunctionLoad>;
}

/** What a month of declared traffic asks of all resources of a stage. */
export interface StageLoad extends TrafficLoad {
  /** By the log group's name. */
  readonly logs: ReadonlyMap<string, LogBytes>;
}

/** Namespace whose handlers a function holds, by the variable that the component sets. */
export function namespaceOf({ inputs }: ProgramResource): string | undefined {
  return textAt(inputs, "environment", "variables", "CHANNEL_NAMESPACE");
}
