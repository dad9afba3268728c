import { invocations, meteredByHandlers } from "./handler-load.ts";
import { type MeteringCost, meteringCost } from "./metering-cost.ts";
import { textAt } from "./program-resource.ts";
import { resourcesOfType } from "./resources-of-type.ts";
import { namespaceOf, type TrafficLoad } from "./stage-load.ts";
import { sum } from "./sum.ts";

/** What metering a month of one namespace costs. */
export function namespaceMetering(load: TrafficLoad, namespace: string): MeteringCost {
  const { namespaces, functions, resources, assumed } = load;
  const month = namespaces.get(namespace)?.usage;
  const handler = resourcesOfType(resources, "aws:lambda/function:Function").find(
    (each) => namespaceOf(each) === namespace,
  );
  const flush = textAt(handler?.inputs, "environment", "variables", "METRICS_FLUSH");
  const milliseconds =
    functions.get(textAt(handler?.inputs, "name") ?? "")?.milliseconds ??
    BigInt(Math.ceil(assumed.handlerMilliseconds));
  const called = month ? invocations(month) : 0n;
  const metered = {
    flush: flush === "aggregate" ? flush : "invocation",
    invocations: called,
    operations: month ? meteredByHandlers(month) : 0n,
    containers: 1n + (called * milliseconds) / (load.hours * 3_600_000n),
    days: BigInt(assumed.daysPerMonth),
  } as const;
  return meteringCost(metered, load.prices);
}

/** What metering a month of all namespaces costs. */
export function stageMetering(load: TrafficLoad): MeteringCost {
  const each = [...load.namespaces.keys()].map((name) => namespaceMetering(load, name));
  return {
    lines: sum(each.map(({ lines }) => lines)),
    bytes: sum(each.map(({ bytes }) => bytes)),
    logIngestion: sum(each.map(({ logIngestion }) => logIngestion)),
    customMetrics: sum(each.map(({ customMetrics }) => customMetrics)),
    total: sum(each.map(({ total }) => total)),
  };
}
